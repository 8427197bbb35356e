"""Why a schedule did, or did not, run at an instant: one sentence.

The ledger answers first; what it does not hold yet (a pause that lasts, the time to
come) is computed from the schedule as it is.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from dataclasses import dataclass

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from schedules.choices import Outcome, Reason
from schedules.models import Blackout, Occurrence, OccurrenceChange, Schedule

_MOMENT = dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`occurrence` is the ledger's row, if it has one for this instant."""

    sentence: str
    occurrence: Occurrence | None = None


def why(schedule: Schedule, at: dt.datetime, *, now: dt.datetime) -> Answer:
    """What became, or will become, of the firing at this instant."""
    occurrence = _accounted(schedule, at)
    if occurrence is not None:
        return Answer(sentence=_told(schedule, occurrence), occurrence=occurrence)
    return Answer(sentence=_expected(schedule, at, now=now))


def _accounted(schedule: Schedule, at: dt.datetime) -> Occurrence | None:
    rows = Occurrence.objects.filter(schedule=schedule, due_at__lte=at)
    newest = rows.select_related("run").order_by("-due_at").first()
    if newest is None or max(newest.until_at or newest.due_at, newest.due_at) < at:
        return None
    return newest


def _told(schedule: Schedule, row: Occurrence) -> str:
    if row.until_at is not None:
        return _told_span(schedule, row)
    texts = _texts(schedule, row)
    if row.outcome == Outcome.STARTED:
        return _told_start(row, texts)
    if row.reason == Reason.BY_HAND:
        return _("It was skipped by %(by)s: %(why)s") % _who(schedule, row)
    return _("It did not run: %(reason)s (decided at %(decided)s).") % texts


def _told_span(schedule: Schedule, row: Occurrence) -> str:
    assert row.until_at is not None
    return _("%(count)d firings from %(due)s to %(until)s did not run: %(reason)s.") % {
        "count": row.count,
        "until": _shown(schedule, row.until_at),
        **_texts(schedule, row),
    }


def _told_start(row: Occurrence, texts: dict[str, str]) -> str:
    assert row.run is not None
    texts |= {"status": row.run.get_status_display().lower(), "run": str(row.run)}
    if row.run.started_at is None:
        return _("It was started at %(decided)s; its run is %(status)s.") % texts
    late = (row.run.started_at - row.due_at).total_seconds()
    if late < 2:
        return _("It ran on time; its run is %(status)s.") % texts
    return _("It ran %(late)d s late; its run is %(status)s.") % (
        texts | {"late": int(late)}
    )


def _who(schedule: Schedule, row: Occurrence) -> dict[str, str]:
    change = OccurrenceChange.objects.filter(schedule=schedule, due_at=row.due_at)
    known = change.first()
    return {
        "by": known.by if known else "?",
        "why": known.why if known and known.why else _("no reason was given."),
    }


def _expected(schedule: Schedule, at: dt.datetime, *, now: dt.datetime) -> str:
    """Of an instant that the ledger does not hold."""
    if schedule.error:
        # Its text may be spoilt, so nothing can be computed from it.
        return _("The clock switched the schedule off: %(error)s") % {
            "error": schedule.error
        }
    if refusal := _not_planned(schedule, at):
        return refusal
    if idle := _idle(schedule, at):
        return idle
    if at > now:
        return _to_come(schedule, at)
    return _("It is due, and the clock has not come to it yet.")


def _not_planned(schedule: Schedule, at: dt.datetime) -> str:
    """Why nothing is planned at the instant; "" if something is."""
    if at < schedule.created_at:
        return _("The schedule was only made at %(made)s.") % {
            "made": _shown(schedule, schedule.created_at)
        }
    if schedule.starts_at is not None and at < schedule.starts_at:
        return _("The schedule begins at %(begin)s only.") % {
            "begin": _shown(schedule, schedule.starts_at)
        }
    if schedule.ends_at is not None and at > schedule.ends_at:
        return _("The schedule ended at %(end)s.") % {
            "end": _shown(schedule, schedule.ends_at)
        }
    recurrence = schedule.recurrence()
    following = recurrence.next(at - _MOMENT)
    if following is not None and following.at == at:
        return ""
    return _(
        "Nothing is planned at this instant. The next firing after it: %(next)s."
    ) % {"next": _shown(schedule, following.at) if following else _("none")}


def _idle(schedule: Schedule, at: dt.datetime) -> str:
    if schedule.archived_at is not None and at >= schedule.archived_at:
        return _("The schedule was deleted.")
    if not schedule.enabled:
        return _("The schedule is switched off.")
    if schedule.paused_at is not None and at < (schedule.paused_until or at + _MOMENT):
        return _("The schedule is paused since %(since)s.") % {
            "since": _shown(schedule, schedule.paused_at)
        }
    if schedule.is_used_up:
        return _("The schedule has fired as often as it may.")
    return ""


def _to_come(schedule: Schedule, at: dt.datetime) -> str:
    change = OccurrenceChange.objects.filter(schedule=schedule, due_at=at).first()
    if change is not None and change.moved_to is not None:
        return _("It is still to come, moved to %(moved)s by %(by)s.") % {
            "moved": _shown(schedule, change.moved_to),
            "by": change.by,
        }
    if change is not None:
        return _("It will be skipped, by %(by)s.") % {"by": change.by}
    if _blackout(schedule, at) is not None:
        return _("It will be skipped: it falls into a blackout period.")
    return _("It is still to come.")


def _blackout(schedule: Schedule, at: dt.datetime) -> Blackout | None:
    return Blackout.objects.filter(
        account=schedule.process.account_id, starts_at__lte=at, ends_at__gt=at
    ).first()


def _texts(schedule: Schedule, row: Occurrence) -> dict[str, str]:
    return {
        "due": _shown(schedule, row.due_at),
        "decided": _shown(schedule, row.fired_at),
        "reason": str(Reason(row.reason).label),
    }


def _shown(schedule: Schedule, instant: dt.datetime) -> str:
    """An instant as people of the schedule's zone write it, to the second."""
    zone = zoneinfo.ZoneInfo(schedule.time_zone)
    local = timezone.localtime(instant, zone)
    return formats.date_format(local, "Y-m-d H:i:s T")
