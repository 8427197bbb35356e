"""A person at the admin: opens pages, fills in forms, reads what is there."""

from __future__ import annotations

import html
import re
from typing import Any

from django.test import Client
from django.urls import reverse


def address(page: str, *args: Any, **query: Any) -> str:
    """`jobs_job_change` with its arguments, as a URL of the admin."""
    url = reverse(f"admin:{page}", args=args)
    pairs = "&".join(f"{name}={value}" for name, value in query.items())
    return f"{url}?{pairs}" if pairs else url


class Browser:
    def __init__(self, client: Client) -> None:
        self.client = client

    def get(self, page: str, *args: Any, **query: Any) -> Any:
        return self.client.get(address(page, *args, **query))

    def post(self, page: str, *args: Any, data: dict[str, Any] | None = None) -> Any:
        return self.client.post(address(page, *args), data or {})

    def text(self, page: str, *args: Any, **query: Any) -> str:
        return visible(self.get(page, *args, **query))

    def submit(self, page: str, *args: Any, **changes: Any) -> Any:
        """Open a form, change some fields and send it as the browser would."""
        fields = filled(self.get(page, *args))
        given = {name.replace("__", "-"): value for name, value in changes.items()}
        sent = {n: v for n, v in (fields | given).items() if v is not None}
        return self.post(page, *args, data=sent)


def visible(response: Any) -> str:
    """The page's text, tags removed."""
    text = response.content.decode()
    text = re.sub(r"<(script|datalist)\b.*?</\1>", "", text, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def filled(response: Any) -> dict[str, Any]:
    """What the page's form would send if nobody touched it."""
    context = response.context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    sent: dict[str, Any] = {}
    for form in forms:
        for bound in form:
            value = _sent(bound)
            if value is not None:
                sent[bound.html_name] = value
    # The steps of a workflow are no fields of its form, but as many as there are.
    draft = getattr(context["adminform"].form, "draft", None)
    return sent | ({"editing": draft.mode, **draft.sent} if draft else {})


def _sent(bound: Any) -> Any:
    value = bound.field.prepare_value(bound.value())
    if getattr(bound.field.widget, "allow_multiple_selected", False):
        return list(value or [])
    if getattr(bound.field.widget, "input_type", "") == "checkbox":
        return "on" if value else None
    text = bound.field.widget.format_value(value)
    text = text[0] if isinstance(text, list | tuple) and text else text
    return "" if text is None or text == [] else str(text)


def sentences(response: Any) -> dict[str, list[str]]:
    """The form's errors by field, those of the schedules as `schedules-0-every`."""
    context = response.context
    found = dict(context["adminform"].form.errors.items())
    for inline in context["inline_admin_formsets"]:
        for form in inline.formset.forms:
            found |= {form.add_prefix(n): e for n, e in form.errors.items()}
    return {name: list(errors) for name, errors in found.items()}
