from __future__ import annotations

import functools
import zoneinfo

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
@functools.cache
def time_zone_options() -> SafeString:
    """The zones a person would choose, as the options of a datalist."""
    names = sorted(zoneinfo.available_timezones())
    places = [
        n for n in names if "/" in n and not n.startswith(("Etc/", "posix", "right"))
    ]
    return format_html_join("", '<option value="{}">', [(n,) for n in ["UTC", *places]])
