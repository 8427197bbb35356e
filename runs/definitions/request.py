"""An HTTP request as people describe it: the same for jobs and for steps; pure.

The same reader serves forms, APIs and dialects, so they refuse the same things in
the same words.
"""

from __future__ import annotations

import base64
import urllib.parse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from runs import outgoing
from runs.definitions import address, bodies, header_text, retry_fields
from runs.definitions.bodies import Body
from runs.definitions.reader import Reader, text
from runs.exceptions import RequestError
from runs.plan import DEFAULT_TIMEOUT_S

SHORTEST_TIMEOUT_S, LONGEST_TIMEOUT_S = 1, 3_600
ACCEPT = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    method: str
    # A full URL, or the path of an internal call.
    url: str
    headers: Mapping[str, str]
    body: Body
    internal: bool
    timeout_s: float
    attempts: int
    backoff: str
    retry_delay_s: float
    retry_on: Sequence[str]


def read(
    reader: Reader,
    *,
    own_origins: Sequence[str],
    read_body: Callable[[Any], Body] = bodies.read_text,
) -> Request:
    """Check what the reader holds; refusals are its sentences.

    `internal` left out (None) means: true exactly when the URL begins with "/".
    `own_origins` ("http://host:port") are cut off the URL of an internal call.
    """
    take = reader.take
    path = str(reader.values.get("url") or "").strip().startswith("/")
    method = take("method", _read_method, default="")
    internal = take(
        "internal", lambda given: _read_internal(given, path=path), default=path
    )
    url, login = take(
        "url",
        lambda given: address.read(given, internal=internal, own_origins=own_origins),
        default=("", ""),
    )
    headers = take("headers", _read_headers, default={})
    if login and _authorization(headers):
        reader.refuse("url", _two_logins())
    return Request(
        method=method,
        url=url,
        headers=_with_login(headers, login),
        body=take("body", read_body, default=""),
        internal=internal,
        timeout_s=take("timeout_s", _read_timeout, default=DEFAULT_TIMEOUT_S),
        attempts=take("attempts", retry_fields.read_attempts, default=1),
        backoff=take("backoff", retry_fields.read_backoff, default=""),
        retry_delay_s=take("retry_delay_s", retry_fields.read_delay, default=0.0),
        retry_on=take("retry_on", retry_fields.read_failures, default=[]),
    )


def planned(request: Request) -> dict[str, Any]:
    """Its part of a plan's step: "request", "timeout_s" and "retry"."""
    return {
        "request": {
            "method": request.method,
            "url": request.url,
            "headers": _sent_headers(request),
            "body": bodies.planned(request.body),
            "internal": request.internal,
        },
        "timeout_s": request.timeout_s,
        "retry": {
            "attempts": request.attempts,
            "backoff": request.backoff,
            "delay_s": request.retry_delay_s,
            "failures": list(request.retry_on),
        },
    }


def _sent_headers(request: Request) -> dict[str, str]:
    headers = dict(request.headers)
    given = {name.lower() for name in headers}
    if request.internal and "accept" not in given:
        headers["accept"] = ACCEPT
    content_type = bodies.content_type(request.body)
    if content_type and "content-type" not in given:
        headers["content-type"] = content_type
    return headers


def _read_method(given: Any) -> str:
    return outgoing.check_method(text("method", given))


def _read_internal(given: Any, *, path: bool) -> bool:
    if given == "":
        return path
    if not isinstance(given, bool):
        raise RequestError("internal", _("Write true or false, or leave it out."))
    return given


def _read_headers(given: Any) -> dict[str, str]:
    return outgoing.check_headers(header_text.read(given))


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
