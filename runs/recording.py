"""Writing down how attempts ended, fenced by their leases."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from runs import exchange, plans, retry, settling, sql
from runs.choices import Status, WaitingFor
from runs.models import Attempt, ProcessRun, StepRun
from runs.work import Result, Work

logger = logging.getLogger(__name__)

UNWRITABLE = "The call has ended, and its result could not be written down."


def record_all(results: Sequence[Result], *, now: dt.datetime) -> list[int]:
    """`record`, and where that fails for the group, one by one.

    A result that cannot be written must not keep the others of this worker from
    it; its step fails in words. Raises only what may pass (`sql.TRANSIENT`).
    """
    try:
        return record(results, now=now)
    except sql.TRANSIENT:
        raise
    except Exception:
        logger.exception("These results could not be written together")
        return [
            run_id for result in results for run_id in _record_alone(result, now=now)
        ]


def record(results: Sequence[Result], *, now: dt.datetime) -> list[int]:
    """Finish these attempts, their steps and what ends with them, in one transaction.

    A result whose lease somebody else has ended is kept on its attempt and changes
    no state. Returns the ids of the runs to look at next.
    """
    with transaction.atomic():
        run_ids = {result.work.run.pk for result in results}
        rows = sql.lock(ProcessRun, run_ids, settling.LOOKED_AT)
        runs = {run.pk: run for run in rows}
        sql.update_rows(Attempt, [_attempt_row(result, now=now) for result in results])
        steps = [_step_row(each, runs[each.work.run.pk], now=now) for each in results]
        mine = sql.update_fenced(
            StepRun, steps, fence="lease_token", lease_token=None, lease_until=None
        )
        known = {
            result.work.run.pk: settling.only_step(result.work.step, row)
            for result, row in zip(results, steps, strict=True)
            if row["id"] in mine and _is_alone(result.work)
        }
        return settling.settle(list(runs.values()), now=now, known=known)


def _record_alone(result: Result, *, now: dt.datetime) -> list[int]:
    in_words = Result(
        work=result.work, succeeded=False, error=UNWRITABLE, reason="internal"
    )
    for each in (result, in_words):
        try:
            return record([each], now=now)
        except sql.TRANSIENT:
            raise
        except Exception:
            logger.exception("Run %s: a result is unwritable", result.work.run.guid)
    # Its lease runs out.
    return []


def _is_alone(work: Work) -> bool:
    return len(plans.of_version(work.run.version_id).steps) == 1


def _attempt_row(result: Result, *, now: dt.datetime) -> dict[str, Any]:
    return {
        "id": result.work.attempt_id,
        "finished_at": now,
        "request": exchange.storable(result.request),
        "reason": result.reason,
        "error": exchange.storable(result.error),
        **exchange.response_columns(result.outcome, result.secrets),
    }


def _step_row(result: Result, run: ProcessRun, *, now: dt.datetime) -> dict[str, Any]:
    status, pause = _status(result, run, now=now)
    return {
        "id": result.work.step_run_id,
        "status": status,
        "waiting_for": WaitingFor.NOTHING if pause is None else WaitingFor.RETRY,
        "wake_at": None if pause is None else now + pause,
        "output": exchange.storable(result.output),
        "error": exchange.storable(result.error),
        "lease_token": result.work.lease_token,
        "finished_at": now if pause is None else None,
    }


def _status(
    result: Result, run: ProcessRun, *, now: dt.datetime
) -> tuple[Status, dt.timedelta | None]:
    """The step's state after this attempt, and the pause before another one."""
    if result.succeeded:
        return Status.SUCCEEDED, None
    if run.stop_kind:
        cut = result.outcome is not None and result.outcome.reason == "cut"
        return Status.STOPPED if cut else Status.FAILED, None
    pause = _pause(result, now=now)
    return (Status.FAILED, None) if pause is None else (Status.WAITING, pause)


def _pause(result: Result, *, now: dt.datetime) -> dt.timedelta | None:
    if result.outcome is None:
        return None
    return retry.pause(
        result.work.step.retry,
        attempt=result.work.number,
        outcome=result.outcome,
        now=now,
        spread=retry.draw_spread(),
    )
