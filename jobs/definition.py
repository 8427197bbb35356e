"""What people say about a job, read into one checked value; pure.

The same reader serves the form, the API and the dialects, so they refuse the same
things in the same words.
"""

from __future__ import annotations

import base64
import re
import urllib.parse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from jobs import header_text, retry_fields
from jobs.exceptions import InvalidJobError
from runs import expressions, names, outgoing, switches
from runs.exceptions import ExpressionError, RequestError
from runs.plan import DEFAULT_TIMEOUT_S

# What the texts of a job may look up between {{ and }}.
ROOTS = frozenset({"input", "run", "secrets"})
# Scheme, host and port: what no expression may compute.
_BEFORE_PATH = re.compile(r"[^/?#]*(?://[^/?#]*)?")
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
    path = str(values.get("url") or "").strip().startswith("/")
    method = reader.take("method", _read_method, default="")
    internal = reader.take(
        "internal", lambda given: _read_internal(given, path=path), default=path
    )
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
    if login and _authorization(headers):
        reader.refuse("url", _two_logins())
    reader.check_templates(url=url, headers=headers, body=body)
    reader.finish(switches.refusals(values))
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

    def refuse(self, field: str, sentence: str) -> None:
        self._sentences[field] = sentence

    def finish(self, others: Mapping[str, str]) -> None:
        """Raise InvalidJobError if anything was refused, here or by `others`."""
        if sentences := {**self._sentences, **others}:
            raise InvalidJobError(sentences)


def _read_method(given: Any) -> str:
    return outgoing.check_method(_text("method", given))


def _read_internal(given: Any, *, path: bool) -> bool:
    if given == "":
        return path
    if not isinstance(given, bool):
        raise RequestError("internal", _("Write true or false, or leave it out."))
    return given


def _read_url(
    given: Any, *, internal: bool, own_origins: Sequence[str]
) -> tuple[str, str]:
    """The URL without user and password, and these as they stood in it."""
    text = _text("url", given).strip()
    if internal:
        return outgoing.check_path(_without_origin(text, own_origins)), ""
    if text.startswith("/") and not text.startswith("//"):
        raise RequestError(
            "url",
            _("Give the full URL, or tick Internal to call this site by its path."),
        )
    head = _BEFORE_PATH.match(text)
    if head and "{{" in head[0]:
        raise RequestError(
            "url", _("Expressions may stand in the path and the query only.")
        )
    return outgoing.without_login(outgoing.check_url(text))


def _without_origin(text: str, own_origins: Sequence[str]) -> str:
    if text.startswith("/"):
        return text
    for origin in own_origins:
        rest = text[len(origin) :]
        if text.lower().startswith(origin.lower()) and rest[:1] in {"", *"/?#"}:
            return rest if rest.startswith("/") else f"/{rest}"
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


def _authorization(headers: Mapping[str, str]) -> bool:
    return "authorization" in {name.lower() for name in headers}


def _two_logins() -> str:
    return _(
        "The URL holds a user name, and the header Authorization is given as well. "
        "Leave one of them out."
    )


def _with_login(headers: dict[str, str], login: str) -> dict[str, str]:
    """The URL's user and password as the header that a client would make of them."""
    if not login:
        return headers
    raw = urllib.parse.unquote_to_bytes(login if ":" in login else f"{login}:")
    token = base64.b64encode(raw).decode()
    return {**headers, "Authorization": f"Basic {token}"}
