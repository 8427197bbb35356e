"""The four documents' own lines, against the living product."""

from __future__ import annotations

import shutil

import pytest

from tests.documents.sending import send_all
from tests.system.product import Product

pytestmark = [
    pytest.mark.system,
    pytest.mark.enable_socket,
    pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed"),
]


def test_each_is_answered_as_documented():
    with Product() as product:
        sent = list(send_all(product.url, *product.key))

    wrong = {each.line.says: (each.missing, each.answer) for each in sent}
    assert {says: found for says, found in wrong.items() if found[0]} == {}
