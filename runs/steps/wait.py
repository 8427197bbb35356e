"""The step kind `wait`: for a while, or until a moment; nothing is held meanwhile."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from runs import expressions
from runs.choices import Status, WaitingFor
from runs.exceptions import ExpressionError
from runs.plan import Step
from runs.scenes import Beginning
from runs.steps.kind import Asleep, Kind, Outcome

# A year.
LONGEST = dt.timedelta(days=366)
_OVER = Outcome(status=Status.SUCCEEDED)


class Wait(Kind):
    name = "wait"

    def begin(self, step: Step, given: Beginning, *, now: dt.datetime) -> Outcome:
        wake_at = until(expressions.render(dict(step.wait), given.context), now=now)
        if wake_at <= now:
            return _OVER
        return Outcome(
            status=Status.WAITING, waiting_for=WaitingFor.TIME, wake_at=wake_at
        )

    def wake(
        self, asleep: Sequence[Asleep], *, now: dt.datetime
    ) -> Mapping[int, Outcome]:
        return {
            each.id: _OVER
            for each in asleep
            if each.wake_at is None or each.wake_at <= now
        }


def until(wait: Mapping[str, Any], *, now: dt.datetime) -> dt.datetime:
    """When a rendered wait ends; raises ExpressionError in words."""
    ends_at = _moment(wait["until"]) if "until" in wait else now + _while(wait["for_s"])
    if ends_at - now > LONGEST:
        raise ExpressionError(
            _("It would wait for more than a year. Let it wait for less.")
        )
    return ends_at


def _while(given: Any) -> dt.timedelta:
    is_number = isinstance(given, int | float) and not isinstance(given, bool)
    if not is_number or not math.isfinite(given):
        raise ExpressionError(
            _("“for_s” is no number. Give the seconds to wait as a number.")
        )
    return dt.timedelta(seconds=min(float(given), 2 * LONGEST.total_seconds()))


def _moment(given: Any) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(given)
    except (TypeError, ValueError):
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ExpressionError(
            _(
                "“until” is no moment. Write date, time and offset from UTC, as in "
                "2030-01-31T08:00:00+01:00."
            )
        )
    return moment
