"""Reading and filling in the API's pages."""

from __future__ import annotations

import re

from tests.api.conftest import ROOT


def form(page, method):
    """The names of a page's form for this method, with their controls."""
    found = re.search(rf'id="{method}-object-form">(.*?)</form>', page, re.DOTALL)
    assert found, f"no form for {method}"
    control = re.compile(r'<(input|textarea|select)[^>]*? name="([^"]*)"')
    kinds = {name: kind for kind, name in control.findall(found[1])}
    kinds.pop("csrfmiddlewaretoken", None)
    return kinds


def submit(browser, verb, address, **fields):
    call = getattr(browser, verb)
    return call(ROOT + address, fields, format="multipart")


def page_of(answer):
    assert answer["Content-Type"].startswith("text/html")
    return answer.content.decode()
