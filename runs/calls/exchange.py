"""One call from request to outcome."""

from __future__ import annotations

import functools
import time
from typing import Any, Final, cast

import requests

from runs.calls import (
    failures,
    headers,
    reading,
    redirects,
    target,
    transport,
    watchdog,
)
from runs.calls.dial import Call
from runs.calls.failures import Failure
from runs.calls.line import Line
from runs.calls.values import Answer, Outcome, Request
from runs.egress import Policy

METHODS: Final = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})

_TIMEOUTS: Final = {
    "name": "The name {host} could not be resolved within {s:g} s.",
    "connection": "There was no connection to {host} within {s:g} s.",
    "tls": "There was no secure connection to {host} within {s:g} s.",
    "request": "The server did not take the whole request within {s:g} s.",
    "answer": "The server did not answer within {s:g} s.",
    "body": "The server did not finish its answer within {s:g} s.",
}


def send(request: Request, *, egress: Policy, line: Line | None = None) -> Outcome:
    """Make the call and wait for its end; whatever the peer does is in the outcome.

    Nothing is ever sent twice; only redirects make several requests of one.
    """
    started = time.monotonic()
    line = line or Line()
    call = Call(
        policy=egress,
        line=line,
        deadline=started + request.timeout_s,
        target=target.NOWHERE,
    )
    tick = watchdog.watch(line, call.deadline)
    failure: Failure | None = None
    try:
        answer = _follow(request, call)
    except Failure as caught:
        # Its traceback holds this frame, and this frame holds it: nobody would let go.
        failure, answer = caught.with_traceback(None), caught.answer
    finally:
        watchdog.release(line, tick)
        line.let_go()
    return Outcome(
        status=answer.status if not failure or failure.whole else None,
        headers=answer.headers,
        body=answer.body,
        truncated=answer.truncated,
        duration_ms=round((time.monotonic() - started) * 1000),
        error=_sentence(failure, request, call) if failure else "",
        reason=_reason(failure, line) if failure else "",
        sent=call.sent,
        peer=call.peer,
    )


def _follow(request: Request, call: Call) -> Answer:
    """The answer at the end of all redirects; raises Failure."""
    hop = request
    for _hop in range(request.max_redirects):
        answer = _exchange(hop, call)
        following = redirects.onward(hop, answer)
        if following is None:
            return answer
        hop = following
    last = _exchange(hop, call)
    if request.max_redirects and redirects.leads_on(last):
        raise redirects.too_many(request.max_redirects, last)
    return last


def _exchange(request: Request, call: Call) -> Answer:
    """One request and its answer; raises Failure."""
    call.target = target.parse(request.url)
    call.exempt = call.target.origin == _origin(request.trusted_origin)
    prepared = _prepared(request)
    left_s = call.deadline - time.monotonic()
    if left_s <= 0:
        raise Failure(failures.TIMEOUT, "")
    transport.current.call = call
    try:
        # The watchdog keeps the deadline; this would, if the watchdog were dead.
        response = transport.transport.send(prepared, stream=True, timeout=left_s)
    except failures.PEER_ERRORS as error:
        raise failures.explain(error, call.target.host) from error
    return reading.read(response.raw, request.response_cap, call)


def _prepared(request: Request) -> requests.PreparedRequest:
    if request.method not in METHODS:
        sentence = f"{request.method[:20]!r} is no method that can be called."
        raise Failure(failures.INVALID, sentence)
    prepared = requests.PreparedRequest()
    prepared.method = request.method
    prepared.url = request.url
    # Names are checked to be different in any case; the adapter needs no more of it.
    prepared.headers = cast("Any", headers.sent(request))
    prepared.body = request.body
    return prepared


def _reason(failure: Failure, line: Line) -> str:
    """Whatever broke after the line was ended broke because of that."""
    return failure.reason if failure.whole else line.ended_by or failure.reason


def _sentence(failure: Failure, request: Request, call: Call) -> str:
    reason = _reason(failure, call.line)
    if reason == failures.CUT:
        return "The call was cut off."
    if reason == failures.TIMEOUT:
        sentence = _TIMEOUTS[call.stage]
        return sentence.format(host=call.target.host, s=request.timeout_s)
    return failure.sentence


@functools.lru_cache(maxsize=16)
def _origin(url: str) -> tuple[str, str, int] | None:
    """The origin that an operator's setting trusts; None if it names none."""
    try:
        return target.parse(url).origin if url else None
    except Failure:
        return None
