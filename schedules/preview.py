"""A draft of a schedule before it is saved: its instants, its words, its warnings,
and what would change against the saved one. Pure."""

from __future__ import annotations

import datetime as dt
import itertools
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from schedules import planning, words
from schedules.choices import Gap, Kind, Repeat
from schedules.planning import Window
from schedules.timing import Firing, Recurrence, recurrence

# How far and how much a difference looks ahead.
DIFFERENCE_SPAN = dt.timedelta(days=90)
MOST_DIFFERENT = 1_000
MOST_INSTANTS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The field values that say when."""

    kind: str
    expression: str
    time_zone: str = "UTC"
    gap: str = Gap.AFTER
    repeat: str = Repeat.FIRST
    anchor_at: dt.datetime | None = None
    window: Window = field(default_factory=Window)

    def recurrence(self) -> Recurrence:
        """Raises NotationError naming what cannot be read."""
        return recurrence(
            kind=self.kind,
            expression=self.expression,
            zone=self.time_zone,
            anchor=self.anchor_at,
            gap=self.gap,
            repeat=self.repeat,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Instant:
    at: dt.datetime
    # As the schedule's zone shows it, and as it was planned if the clocks moved it.
    local: dt.datetime
    shift: str
    # Whether the zone changes its clocks on that day.
    switch_day: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    instants: list[Instant]
    words: str
    warnings: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    before: dt.datetime
    after: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What saving a draft would do to the firings of the next 90 days."""

    gone: list[dt.datetime]
    new: list[dt.datetime]
    moved: list[Move]
    # There is more than `MOST_DIFFERENT` to tell.
    more: bool


def preview(draft: Draft, *, after: dt.datetime, count: int) -> Preview:
    """The next `count` instants strictly after one; raises NotationError."""
    plan = draft.recurrence()
    firings = list(
        planning.following(plan, after=after, window=draft.window, count=count)
    )
    zone = zoneinfo.ZoneInfo(draft.time_zone)
    return Preview(
        instants=[_instant(firing, zone) for firing in firings],
        words=words.words(plan),
        warnings=_warnings(draft, plan, firings),
    )


def difference(
    draft: Draft,
    saved: Draft,
    *,
    now: dt.datetime,
    window: dt.timedelta = DIFFERENCE_SPAN,
) -> Difference:
    """Which firings would go, come, or move within their day."""
    until = now + window
    before, more_before = _ahead(saved, now, until)
    after, more_after = _ahead(draft, now, until)
    if more_before or more_after:
        # Beyond where the shorter list was cut there is nothing to compare with.
        until = min(listed[-1] for listed in (before, after) if listed)
        before = [at for at in before if at <= until]
        after = [at for at in after if at <= until]
    gone, new = sorted({*before} - {*after}), sorted({*after} - {*before})
    moved = list(_paired(gone, new, zoneinfo.ZoneInfo(draft.time_zone)))
    return Difference(
        gone=[at for at in gone if at not in {move.before for move in moved}],
        new=[at for at in new if at not in {move.after for move in moved}],
        moved=moved,
        more=more_before or more_after,
    )


def _instant(firing: Firing, zone: zoneinfo.ZoneInfo) -> Instant:
    local = firing.at.astimezone(zone)
    midnight = local.replace(hour=0, minute=0, second=0, fold=0)
    next_midnight = midnight + dt.timedelta(days=1)
    return Instant(
        at=firing.at,
        local=local,
        shift=firing.shift,
        switch_day=midnight.utcoffset() != next_midnight.utcoffset(),
    )


def _warnings(draft: Draft, plan: Recurrence, firings: list[Firing]) -> list[str]:
    warnings = list(words.differences(draft.kind, draft.expression))
    if plan.never_fires:
        return [*warnings, _("It never fires: no date matches.")]
    if not firings:
        warnings.append(_("It does not fire any more within its window."))
    if draft.kind == Kind.ONCE and not firings:
        warnings[-1] = _("The instant is past: it will not fire.")
    return warnings


def _ahead(
    draft: Draft, now: dt.datetime, until: dt.datetime
) -> tuple[list[dt.datetime], bool]:
    plan = draft.recurrence()
    firings = planning.following(
        plan, after=now, window=draft.window, count=MOST_DIFFERENT + 1
    )
    ahead = itertools.takewhile(lambda firing: firing.at <= until, firings)
    instants = [firing.at for firing in ahead]
    return instants[:MOST_DIFFERENT], len(instants) > MOST_DIFFERENT


def _paired(
    gone: list[dt.datetime], new: list[dt.datetime], zone: zoneinfo.ZoneInfo
) -> Iterator[Move]:
    """A firing that goes and one that comes on the same day is one that moves."""
    by_day: dict[dt.date, list[dt.datetime]] = {}
    for at in new:
        by_day.setdefault(at.astimezone(zone).date(), []).append(at)
    for at in gone:
        same_day = by_day.get(at.astimezone(zone).date())
        if same_day:
            yield Move(before=at, after=same_day.pop(0))
