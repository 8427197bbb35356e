"""What people say about a job, read into one checked value; pure.

The same reader serves the form, the API and the dialects, so they refuse the same
things in the same words.
"""

from __future__ import annotations

import base64
import urllib.parse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from jobs import header_text, retry_fields
from jobs.exceptions import InvalidJobError
from runs import expressions, names, outgoing
from runs.exceptions import ExpressionError, RequestError
from runs.plan import DEFAULT_TIMEOUT_S

# What the texts of a job may look up between {{ and }}.
ROOTS = frozenset({"input", "run", "secrets"})
SHORTEST_TIMEOUT_S, LONGEST_TIMEOUT_S = 1, 3_600


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    method: str
    # A full URL, or the path of an internal call.
    url: str
    headers: Mapping[str, str]
    body: str
    internal: bool
    timeout_s: float
    attempts: int
    backoff: str
    retry_delay_s: float
    retry_on: Sequence[str]
    name: str


def read(values: Mapping[str, Any], *, own_origins: Sequence[str]) -> Definition:
    """Check field values as a user gave them; raises InvalidJobError.

    `internal` left out (None) means: true exactly when the URL begins with "/".
    `own_origins` ("http://host:port") are cut off the URL of an internal job.
    """
    reader = _Reader(values)
    method = reader.take("method", outgoing.check_method, default="")
    internal = _is_internal(values)
    url, login = reader.take(
        "url",
        lambda given: _read_url(given, internal=internal, own_origins=own_origins),
        default=("", ""),
    )
    headers = reader.take("headers", _read_headers, default={})
    body = reader.take("body", _read_body, default="")
    timeout_s = reader.take("timeout_s", _read_timeout, default=DEFAULT_TIMEOUT_S)
    name = reader.take("name", _read_name, default="")
    attempts = reader.take("attempts", retry_fields.read_attempts, default=1)
    backoff = reader.take("backoff", retry_fields.read_backoff, default="")
    delay_s = reader.take("retry_delay_s", retry_fields.read_delay, default=0.0)
    retry_on = reader.take("retry_on", retry_fields.read_failures, default=[])
    reader.check_templates(url=url, headers=headers, body=body)
    reader.finish()
    return Definition(
        method=method,
        url=url,
        headers=_with_login(headers, login),
        body=body,
        internal=internal,
        timeout_s=timeout_s,
        attempts=attempts,
        backoff=backoff,
        retry_delay_s=delay_s,
        retry_on=retry_on,
        name=name or f"{method.lower()}|{url}"[: names.LONGEST],
    )


class _Reader:
    """Takes field by field and remembers every refusal, so that all are shown."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values
        self._sentences: dict[str, str] = {}

    def take(self, field: str, check: Callable[[Any], Any], *, default: Any) -> Any:
        given = self._values.get(field)
        try:
            return check("" if given is None else given)
        except RequestError as refusal:
            self._sentences[field] = refusal.sentence
            return default

    def check_templates(self, **texts: Any) -> None:
        for field, text in texts.items():
            try:
                expressions.check(text, roots=ROOTS)
            except ExpressionError as refusal:
                self._sentences.setdefault(field, str(refusal))

    def finish(self) -> None:
        if self._sentences:
            raise InvalidJobError(self._sentences)


def _is_internal(values: Mapping[str, Any]) -> bool:
    given = values.get("internal")
    if given is None:
        return str(values.get("url") or "").strip().startswith("/")
    return bool(given)


def _read_url(
    given: Any, *, internal: bool, own_origins: Sequence[str]
) -> tuple[str, str]:
    """The URL without credentials, and "user:password" of it if it had some."""
    text = _text("url", given)
    if internal:
        return outgoing.check_path(_without_origin(text, own_origins)), ""
    if text.startswith("/") and not text.startswith("//"):
        raise RequestError(
            "url",
            _("Give the full URL, or tick Internal to call this site by its path."),
        )
    url = outgoing.check_url(text)
    parts = urllib.parse.urlsplit(url)
    if "{{" in parts.netloc:
        raise RequestError(
            "url", _("Expressions may stand in the path and the query only.")
        )
    userinfo, _at, host = parts.netloc.rpartition("@")
    bare = urllib.parse.urlunsplit(parts._replace(netloc=host)) if userinfo else url
    return bare, urllib.parse.unquote(userinfo)


def _without_origin(text: str, own_origins: Sequence[str]) -> str:
    for origin in own_origins:
        rest = text.strip()[len(origin) :]
        if text.strip().lower().startswith(origin.lower()) and rest[:1] in {"", "/"}:
            return rest or "/"
    if "://" in text:
        raise RequestError(
            "url",
            _(
                "This is not an address of this site. Give the path only, "
                "or untick Internal."
            ),
        )
    return text


def _read_headers(given: Any) -> dict[str, str]:
    return outgoing.check_headers(header_text.read(given))


def _read_body(given: Any) -> str:
    return outgoing.check_body(_text("body", given))


def _read_timeout(given: Any) -> float:
    if given == "":
        return DEFAULT_TIMEOUT_S
    is_number = isinstance(given, int | float) and not isinstance(given, bool)
    if not is_number or not SHORTEST_TIMEOUT_S <= given <= LONGEST_TIMEOUT_S:
        raise RequestError(
            "timeout_s",
            _("Give a number of seconds from %(least)d to %(most)d.")
            % {"least": SHORTEST_TIMEOUT_S, "most": LONGEST_TIMEOUT_S},
        )
    return float(given)


def _read_name(given: Any) -> str:
    name = _text("name", given).strip()
    if refusal := names.refusal(name):
        raise RequestError("name", refusal)
    return name


def _text(field: str, given: Any) -> str:
    if not isinstance(given, str):
        raise RequestError(field, _("Give a text here."))
    return given


def _with_login(headers: dict[str, str], login: str) -> dict[str, str]:
    """The URL's user and password as the header that a client would make of them."""
    if not login or any(name.lower() == "authorization" for name in headers):
        return headers
    user, _colon, password = login.partition(":")
    token = base64.b64encode(f"{user}:{password}".encode()).decode()
    return {**headers, "Authorization": f"Basic {token}"}
