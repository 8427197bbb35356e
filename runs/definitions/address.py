"""The URL of a call, or the path of an internal one, as people write it; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from runs import outgoing
from runs.definitions.reader import text
from runs.exceptions import RequestError

# Scheme, host and port: what no expression may compute.
_BEFORE_PATH = re.compile(r"[^/?#]*(?://[^/?#]*)?")


def read(given: Any, *, internal: bool, own_origins: Sequence[str]) -> tuple[str, str]:
    """The URL without user and password, and these as they stood in it.

    Raises RequestError.
    """
    url = text("url", given).strip()
    if internal:
        return outgoing.check_path(_without_origin(url, own_origins)), ""
    if url.startswith("/") and not url.startswith("//"):
        raise RequestError(
            "url",
            _("Give the full URL, or tick Internal to call this site by its path."),
        )
    head = _BEFORE_PATH.match(url)
    if head and "{{" in head[0]:
        raise RequestError(
            "url", _("Expressions may stand in the path and the query only.")
        )
    return outgoing.without_login(outgoing.check_url(url))


def _without_origin(url: str, own_origins: Sequence[str]) -> str:
    if url.startswith("/"):
        return url
    for origin in own_origins:
        rest = url[len(origin) :]
        if url.lower().startswith(origin.lower()) and rest[:1] in {"", *"/?#"}:
            return rest if rest.startswith("/") else f"/{rest}"
    if "://" in url:
        raise RequestError(
            "url",
            _(
                "This is not an address of this site. Give the path only, "
                "or untick Internal."
            ),
        )
    return url
