"""Where a redirect leads, and what goes there. Pure.

Methods change as in browsers (Fetch standard, 4.4 HTTP-redirect fetch); across origins
we are stricter than they are.
"""

from __future__ import annotations

import contextlib
import dataclasses
import re
import urllib.parse
from typing import Final, NoReturn

from runs.calls import failures, target
from runs.calls.failures import Failure
from runs.calls.target import Target
from runs.calls.values import Answer, Request

STATUSES: Final = frozenset({301, 302, 303, 307, 308})
# Nothing but reading is carried on to another origin.
READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
# All that another origin is told of a job's headers.
HARMLESS: Final = frozenset({"accept", "content-type", "user-agent"})
_ABSOLUTE: Final = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_OF_THE_BODY: Final = re.compile(r"content-", re.IGNORECASE)


def onward(request: Request, answer: Answer) -> Request | None:
    """The request that follows a redirect; None if the answer is none.

    Raises Failure, with the answer, where we do not follow.
    """
    if not leads_on(answer):
        return None
    following = _rewritten(request, answer.status)
    here = target.parse(request.url)
    url, there = _absolute(request.url, answer)
    if here.scheme == "https" and there.scheme == "http":
        _refuse(f"from https to http ({there.host})", answer)
    if here.origin == there.origin:
        return dataclasses.replace(following, url=url)
    if following.method not in READING:
        _refuse(_elsewhere(following.method, there), answer)
    return _stripped(following, url)


def leads_on(answer: Answer) -> bool:
    return answer.status in STATUSES and bool(answer.header("location"))


def too_many(most: int, answer: Answer) -> Failure:
    sentence = f"The server redirects more than {most} times."
    return Failure(failures.REDIRECTS, sentence, answer=answer, whole=True)


def _rewritten(request: Request, status: int) -> Request:
    """With the method of the next request, and a body only if the method stays."""
    seen = status == 303 and request.method != "HEAD"
    moved = status in {301, 302} and request.method == "POST"
    if not seen and not moved:
        return request
    headers = tuple(h for h in request.headers if not _OF_THE_BODY.match(h[0]))
    return dataclasses.replace(request, method="GET", body=None, headers=headers)


def _stripped(request: Request, url: str) -> Request:
    return dataclasses.replace(
        request,
        url=url,
        headers=tuple(h for h in request.headers if h[0].lower() in HARMLESS),
        body=None,
        trusted_origin="",
    )


def _absolute(base: str, answer: Answer) -> tuple[str, Target]:
    """The URL a Location means, which may be relative and in raw UTF-8."""
    location = answer.header("location") or ""
    with contextlib.suppress(UnicodeError):
        location = location.encode("latin-1").decode()
    # Blanks are common there; other alphabets are left to `target`.
    text = location.strip().replace(" ", "%20")
    try:
        # urljoin reads "http:///x" as relative.
        url = text if _ABSOLUTE.match(text) else urllib.parse.urljoin(base, text)
        return url, target.parse(url)
    except (Failure, ValueError):
        _refuse("to an address that cannot be called", answer)


def _elsewhere(method: str, there: Target) -> str:
    return (
        f"to another server, {there.scheme}://{there.host}, and {method} is not sent "
        "there unasked: if that is right, write the new address into the URL"
    )


def _refuse(where: str, answer: Answer) -> NoReturn:
    raise Failure(
        failures.REDIRECTS,
        f"The server redirects {where}.",
        answer=answer,
        whole=True,
    )
