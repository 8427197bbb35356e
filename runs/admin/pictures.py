"""The steps of a run as pictures: its graph, and its time line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from runs.admin.steps import ShownStep
from runs.choices import FINAL, Status
from runs.display import graph, marks, moments, timeline
from runs.models import StepRun


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A step on the time line."""

    step: ShownStep
    bars: Sequence[timeline.Bar]
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    rows: Sequence[Row]
    ticks: Sequence[timeline.Tick]


def graph_of(steps: Sequence[ShownStep]) -> graph.Drawing | None:
    """None where there is nothing to see: a single step."""
    return graph.drawn([_node(step) for step in steps]) if len(steps) > 1 else None


def timeline_of(steps: Sequence[ShownStep], *, now: dt.datetime) -> Timeline | None:
    """None while there is nothing to compare: a single step with one attempt."""
    begun = [step for step in steps if step.run and step.run.started_at]
    bars = sum(max(1, len(step.attempts)) for step in begun)
    spans = {step.key: list(_spans(step)) for step in begun}
    scale = timeline.scale_of([s for each in spans.values() for s in each], now=now)
    if scale is None or bars < 2:
        return None
    rows = [
        Row(
            step=step,
            bars=[scale.bar(span) for span in spans[step.key]],
            words=_words(step, now=now),
        )
        for step in begun
    ]
    return Timeline(rows=rows, ticks=scale.ticks())


def _node(step: ShownStep) -> graph.Node:
    return graph.Node(
        key=step.key,
        needs=step.needs,
        note=step.note,
        state=step.status or marks.TODO,
        href=step.href,
        words=_said(step),
    )


def _said(step: ShownStep) -> str:
    """The step in a sentence, for those who do not see the picture."""
    state = str(Status(step.status).label) if step.status else _("not begun")
    if not step.needs:
        return _("%(key)s, %(kind)s: %(state)s") % {
            "key": step.key,
            "kind": step.kind_words,
            "state": state,
        }
    return _("%(key)s, %(kind)s, after %(needs)s: %(state)s") % {
        "key": step.key,
        "kind": step.kind_words,
        "needs": ", ".join(step.needs),
        "state": state,
    }


def _spans(step: ShownStep) -> Iterator[timeline.Span]:
    """The whole in its quiet colour, and each attempt upon it."""
    run = step.run
    if run is None or run.started_at is None:
        return
    if not step.attempts:
        yield timeline.Span(start=run.started_at, end=run.finished_at, kind=run.status)
        return
    yield timeline.Span(start=run.started_at, end=run.finished_at, kind="pause")
    last = step.attempts[-1]
    for attempt in step.attempts:
        kind = _kind(run, is_last=attempt is last, has_ended=bool(attempt.finished_at))
        yield timeline.Span(
            start=attempt.started_at, end=attempt.finished_at, kind=kind
        )


def _kind(run: StepRun, *, is_last: bool, has_ended: bool) -> str:
    if not has_ended and run.status not in FINAL:
        return Status.RUNNING
    # Another one followed, or is to follow: it did not succeed.
    return run.status if is_last and run.status in FINAL else Status.FAILED


def _words(step: ShownStep, *, now: dt.datetime) -> str:
    run = step.run
    assert run is not None
    assert run.started_at is not None
    length = moments.between(run.started_at, run.finished_at or now)
    count = len(step.attempts)
    if count < 2:
        return length
    attempts = ngettext("%(n)d attempt", "%(n)d attempts", count) % {"n": count}
    return f"{length} · {attempts}"
