"""Claim → call → record → again: bringing runs on, as far as they go."""

from __future__ import annotations

import concurrent.futures
import logging
from collections.abc import Sequence
from typing import Any

from accounts.models import Secret
from runs import claims, expressions, recording, sql
from runs.exceptions import ExpressionError, RequestError
from runs.steps import http
from runs.work import Carrier, Result, Work

logger = logging.getLogger(__name__)

# Calls under way at once in one worker process.
CALL_THREADS = 32
# Results that arrive this close together are written in one transaction.
GROUP_S = 0.05
GROUP_SIZE = 50

_pool = concurrent.futures.ThreadPoolExecutor(CALL_THREADS, thread_name_prefix="call")
_Future = concurrent.futures.Future[Result]


def advance(run_ids: Sequence[int], *, carrier: Carrier) -> None:
    """Look at these runs and do what can be done; returns when its calls have ended.

    Idempotent: may be called any number of times, by anybody, with any ids.
    """
    calls: set[_Future] = set()
    again = list(run_ids)
    while again or calls:
        claimed = claims.claim(
            again,
            carrier=carrier,
            now=sql.database_now(),
            room=CALL_THREADS - len(calls),
        )
        calls |= {_pool.submit(_carry_out, *_with_secrets(w)) for w in claimed.work}
        again = claimed.again
        if not calls:
            continue
        done, calls = _next_group(calls)
        again += recording.record([f.result() for f in done], now=sql.database_now())


def _next_group(calls: set[_Future]) -> tuple[list[_Future], set[_Future]]:
    """The calls that have ended, once there is one, and those still under way."""
    concurrent.futures.wait(calls, return_when=concurrent.futures.FIRST_COMPLETED)
    concurrent.futures.wait(calls, timeout=GROUP_S)
    done = [call for call in calls if call.done()][:GROUP_SIZE]
    return done, calls - set(done)


def _with_secrets(work: Work) -> tuple[Work, dict[str, Secret]]:
    named = expressions.names(dict(work.step.request), "secrets")
    if not named:
        return work, {}
    found = Secret.objects.filter(account_id=work.run.account_id, name__in=named)
    return work, {secret.name: secret for secret in found}


def _carry_out(work: Work, secrets: dict[str, Secret]) -> Result:
    """One attempt, in a thread of the pool, without a database."""
    try:
        return _call(work, secrets)
    except (ExpressionError, RequestError) as problem:
        return Result(work=work, succeeded=False, error=str(problem), reason="invalid")
    except Exception:
        # The one safety net: a fault of ours fails the run and is not silent.
        logger.exception("Run %s, step %s", work.run.guid, work.step.key)
        return Result(
            work=work,
            succeeded=False,
            error="An internal error; the worker's log says more.",
            reason="internal",
        )


def _call(work: Work, secrets: dict[str, Secret]) -> Result:
    who = http.Identity(
        account_id=work.run.account_id,
        run=work.run.guid,
        step_run=work.step_run.guid,
        attempt=work.attempt.number,
    )
    context: dict[str, Any] = {
        "input": work.run.input,
        "run": {"guid": str(work.run.guid)},
    }
    values = http.resolve(work.step, secrets)
    prepared = http.prepare(work.step, context, values, who)
    outcome = http.execute(prepared)
    return http.result(work, prepared, outcome)
