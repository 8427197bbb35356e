"""An answer, read no further than it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import urllib3

from runs.calls import failures, headers
from runs.calls.dial import Call
from runs.calls.failures import Failure
from runs.calls.values import Answer

# Bytes taken at a time; also what a compressed body may swell by beyond the cap.
PIECE: Final = 65_536


def read(raw: urllib3.BaseHTTPResponse, cap: int, call: Call) -> Answer:
    """The answer, its body cut at the cap.

    Raises Failure, with as much of the answer as there was. A connection that was not
    read to the end is closed.
    """
    call.stage = "body"
    pairs: tuple[tuple[str, str], ...] = ()
    body = bytearray()
    failure: Failure | None = None
    try:
        pairs = headers.received(list(raw.headers.items()))
        _fill(body, raw, cap, call)
    except Failure as ended:
        failure = ended
    except failures.PEER_ERRORS as error:
        failure = failures.explain(error, call.target.host)
    finally:
        raw.close()
        raw.release_conn()
    answer = Answer(
        status=raw.status,
        headers=pairs,
        body=bytes(memoryview(body)[:cap]),
        truncated=len(body) > cap,
    )
    if failure:
        failure.answer = answer
        raise failure
    return answer


def _pieces(raw: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
    """The decoded body as it comes: what is there is not held back until there is more.

    That urllib3 does of chunks only in `stream`, and of all else only in `read1`.
    """
    if raw.chunked:
        return raw.stream(PIECE, decode_content=True)
    return iter(lambda: raw.read1(PIECE, decode_content=True), b"")


def _fill(body: bytearray, raw: urllib3.BaseHTTPResponse, cap: int, call: Call) -> None:
    if raw.status < 200:
        why = f"The server switches to another protocol ({raw.status})."
        raise Failure(failures.PROTOCOL, why)
    for piece in _pieces(raw):
        body += piece
        if len(body) > cap:
            return
    if call.line.ended_by:
        # A body without a length ends as well when the connection is shut.
        raise Failure(call.line.ended_by, "")
