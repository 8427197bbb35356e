"""One attempt at a step, in a thread of its own and without a database."""

from __future__ import annotations

import logging

from accounts import vault
from runs.calls import Line
from runs.exceptions import ExpressionError, RequestError
from runs.steps import http
from runs.work import Result, Work

logger = logging.getLogger(__name__)


def carry_out(work: Work, line: Line) -> Result:
    """Make the attempt; whatever happens is in the result."""
    try:
        return _call(work, line)
    except (ExpressionError, RequestError) as problem:
        error = vault.mask(str(problem), work.masked) if work.masked else str(problem)
        return Result(work=work, succeeded=False, error=error, reason="invalid")
    except Exception:
        # The one safety net: a fault of ours fails the run and is not silent.
        logger.exception("Run %s, step %s", work.run.guid, work.step.key)
        return unmade(work)


def unmade(work: Work) -> Result:
    """An attempt that failed because of us."""
    error = "An internal error; the worker's log says more."
    return Result(work=work, succeeded=False, error=error, reason="internal")


def _call(work: Work, line: Line) -> Result:
    who = http.Identity(
        account_id=work.run.account_id,
        run=work.run.guid,
        step_run=work.key,
        attempt=work.number,
    )
    values = http.resolve(work.step, work.secrets)
    prepared = http.prepare(work.step, work.context, values, who, masked=work.masked)
    outcome = http.execute(prepared, line)
    return http.result(work, prepared, outcome)
