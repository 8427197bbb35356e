"""How states, instants and bodies are written on pages."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django import template
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from runs.display import chips, json_text, moments
from runs.models import ProcessRun, StepRun

register = template.Library()


@register.filter
def chip(run: ProcessRun | StepRun) -> SafeString:
    return chips.of_run(run)


@register.filter
def status_chip(status: str) -> SafeString:
    return chips.of_status(status)


@register.filter
def moment(at: dt.datetime | None) -> SafeString | str:
    """How far away it is, with the instant as its title."""
    if at is None:
        return "–"
    return format_html(
        '<time datetime="{}" title="{}" data-moment>{}</time>',
        at.isoformat(),
        moments.absolute(timezone.localtime(at)),
        moments.relative(at, now=timezone.localtime()),
    )


@register.filter
def ahead(at: dt.datetime | None) -> SafeString | str:
    """As `moment`; what is due and not yet struck is due, not past."""
    is_due = at is not None and at <= timezone.now()
    return _("due now") if is_due else moment(at)


@register.filter
def instant(at: dt.datetime | None) -> SafeString | str:
    """The instant to the second, in the active zone."""
    if at is None:
        return "–"
    words = moments.absolute(timezone.localtime(at))
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), words)


@register.filter
def local_instant(local: dt.datetime) -> str:
    """An instant in the zone that it carries."""
    return moments.absolute(local)


@register.simple_tag
def page_link(cl: ChangeList, step: int) -> str:
    """The query of the page before (-1) or after (1) this one."""
    return cl.get_query_string({PAGE_VAR: cl.page_num + step})


@register.filter
def length(milliseconds: int | None) -> str:
    return "–" if milliseconds is None else moments.length(milliseconds)


@register.filter
def body(text: str) -> str:
    """A recorded body; JSON is set in lines."""
    return json_text.indented(text)


@register.filter
def json_lines(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
