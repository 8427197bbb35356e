"""What a schedule would do, while it is being typed; nothing is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from schedules import preview
from schedules.admin.form import ScheduleForm
from schedules.choices import Kind
from schedules.exceptions import NotationError
from schedules.models import Schedule
from schedules.planning import Window
from schedules.preview import Draft

INSTANTS = 10
# Of those that go, come or move, how many are named.
FEW = 3


class DraftForm(ScheduleForm):
    """The fields that decide when something starts."""

    # Declared above, and not asked for here.
    input = None  # type: ignore[assignment]
    run_now = None  # type: ignore[assignment]
    grace_s = None  # type: ignore[assignment]
    repeats = None  # type: ignore[assignment]

    class Meta:
        model = Schedule
        fields = (
            *("kind", "time_zone", "starts_at", "ends_at", "enabled"),
            *("gap", "repeat", "most_firings", "misfire", "overlap"),
        )

    @property
    def is_blank(self) -> bool:
        """Whether nobody has typed yet when it is to start."""
        typed = "every" if self["kind"].value() == Kind.INTERVAL else "expression"
        return not str(self[typed].value() or "").strip()

    def draft(self, *, now: dt.datetime) -> Draft:
        given, saved = self.cleaned_data, self.instance
        same = (given["kind"], given["expression"]) == (saved.kind, saved.expression)
        return Draft(
            kind=given["kind"],
            expression=given["expression"],
            time_zone=given["time_zone"],
            gap=given["gap"],
            repeat=given["repeat"],
            anchor_at=saved.anchor_at
            if saved.pk and same
            else now.replace(microsecond=0),
            window=Window(starts_at=given["starts_at"], ends_at=given["ends_at"]),
        )


def draft_context(
    given: Mapping[str, Any], saved: Schedule | None, *, now: dt.datetime
) -> dict[str, Any]:
    """What the page shows of one form's values, whatever their prefix."""
    form = DraftForm(given, prefix=_prefix(given), instance=saved)
    if form.is_blank:
        return {"blank": True}
    if not form.is_valid():
        sentences = [str(s) for errors in form.errors.values() for s in errors]
        return {"refusals": list(dict.fromkeys(sentences))}
    draft = form.draft(now=now)
    return {
        "zone": draft.time_zone,
        "shown": preview.preview(draft, after=now, count=INSTANTS),
        "left": _left(form, saved),
        "notes": notes(form.cleaned_data),
        "difference": difference_context(draft, saved, now=now) if saved else None,
    }


def notes(values: Mapping[str, Any]) -> list[str]:
    """What does not go well together."""
    found = []
    if not values["enabled"]:
        found.append(_("It is switched off: none of this will start."))
    return found


def _left(form: DraftForm, saved: Schedule | None) -> str:
    """How many of the instants it may still use, as a slice."""
    most = form.cleaned_data["most_firings"]
    if most is None:
        return f":{INSTANTS}"
    fired = saved.fired_count if saved else 0
    return f":{max(0, min(INSTANTS, most - fired))}"


def difference_context(
    draft: Draft, saved: Schedule, *, now: dt.datetime
) -> dict[str, Any] | None:
    """What goes, comes and moves; None where there is nothing to compare."""
    if draft == saved.draft:
        return None
    try:
        found = preview.difference(draft, saved.draft, now=now)
    except NotationError:
        # The saved text cannot be read: whatever is typed, it mends it.
        return None
    return {
        "gone": _few(found.gone),
        "new": _few(found.new),
        "moved": _few(found.moved),
        "more": found.more,
    }


def _few(found: Sequence[Any]) -> dict[str, Any]:
    return {"count": len(found), "first": found[:FEW], "more": len(found) > FEW}


def _prefix(given: Mapping[str, Any]) -> str | None:
    """Of the form's fields, as in `schedules-0-kind`."""
    kind = next((name for name in given if name.endswith("-kind")), "")
    return kind.removesuffix("-kind") or None
