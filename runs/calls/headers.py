"""The headers as they are sent. Pure. Sources: RFC 9110 5.1, 5.5, 7.6.1."""

from __future__ import annotations

import re
from typing import Final, NoReturn

from runs.calls import failures
from runs.calls.failures import Failure
from runs.calls.values import USER_AGENT, Request

MOST_HEADERS: Final = 100
MOST_CHARACTERS: Final = 16_384
# Of all names and values of an answer together.
MOST_ANSWERED: Final = 131_072

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]")
# They frame the message or steer the connection: a second voice would contradict us.
_OURS: Final = frozenset(
    {
        *("host", "content-length", "transfer-encoding", "connection", "keep-alive"),
        *("upgrade", "expect", "te", "trailer", "http2-settings"),
        *("proxy-connection", "proxy-authenticate"),
    }
)


def sent(request: Request) -> dict[str, str]:
    """The headers of a request, with ours; raises Failure for what cannot be sent."""
    if len(request.headers) > MOST_HEADERS:
        _refuse(f"There are more than {MOST_HEADERS} headers.")
    headers: dict[str, str] = {}
    given: set[str] = set()
    for name, value in request.headers:
        key = name.lower()
        _check(name, value)
        if key in given:
            _refuse(f"The header {name} is given twice.")
        given.add(key)
        headers[name] = value
    if "user-agent" not in given:
        headers["User-Agent"] = USER_AGENT
    if request.body is not None:
        headers["Content-Length"] = str(len(request.body))
    return headers


def received(pairs: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The headers of an answer, fit to be kept; raises Failure if they are too many.

    Control characters become blanks, as RFC 9110 5.5 wants.
    """
    if sum(len(name) + len(value) for name, value in pairs) > MOST_ANSWERED:
        raise Failure(
            failures.TOO_LARGE,
            f"The headers of the server's answer are larger than "
            f"{MOST_ANSWERED // 1024} KiB.",
        )
    return tuple(
        (_CONTROL.sub(" ", name), _CONTROL.sub(" ", value)) for name, value in pairs
    )


def _check(name: str, value: str) -> None:
    if not _TOKEN.match(name):
        _refuse(f"“{_CONTROL.sub('�', name)[:40]}” is no name of a header.")
    if name.lower() in _OURS:
        _refuse(f"The header {name} is set by the clock itself.")
    if len(value) > MOST_CHARACTERS:
        _refuse(f"The header {name} is longer than {MOST_CHARACTERS} characters.")
    if _CONTROL.search(value):
        _refuse(f"The header {name} holds a line end or a control character.")
    if not value.isascii():
        _check_alphabet(name, value)


def _check_alphabet(name: str, value: str) -> None:
    try:
        value.encode("latin-1")
    except UnicodeEncodeError:
        _refuse(f"The header {name} holds letters outside Latin-1.")


def _refuse(sentence: str) -> NoReturn:
    raise Failure(failures.INVALID, sentence)
