"""Whatever order the engine's messages come in, doubled and with losses: the run ends
as a slow reading of the rules says (point 1 of the engine's promises)."""

from __future__ import annotations

import os

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from runs import plans as plan_cache
from runs.choices import Origin
from runs.models import Attempt, ProcessRun, StepRun
from tests.runs import slow_reading
from tests.runs.conftest import compose, http
from tests.runs.replays import Replay, compiled, plans

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]

# More by hand: REPLAYS=3000.
EXAMPLES = int(os.environ.get("REPLAYS", "50"))
EVENTS = 40
EASY = ("skipped", "stopped")


@pytest.fixture
def children(planned):
    """Other processes: each calls once, then computes what it gives out."""

    def child(script, n):
        call = http("call")
        code = "200" if script == "ok" else "404"
        call["request"]["url"] = f"http://api.example/call/{code}?n={n}"
        call["request"]["method"] = "POST"
        last = compose("last", "call", outputs={"n": n})
        outputs = {"n": "{{ steps.last.output.n }}"}
        return str(planned(call, last, plan={"outputs": outputs}).guid)

    return {(s, n): child(s, n) for s in ("ok", "bad") for n in (1, 2)}


@pytest.fixture
def replay(planned, start, children, monkeypatch):
    """Live a plan with these dice; nothing of it stays."""

    def replay(plan, dice, look, *, also=()):
        # Ids come again where nothing stays.
        plan_cache.of_version.cache_clear()
        with transaction.atomic():
            run = start(process=planned(plan=compiled(plan, children)))
            lived = Replay(run, dice)
            monkeypatch.setattr("runs.calls.send", lived.send)
            monkeypatch.setattr("runs.dispatch.publish", lived.publish)
            lived.live(EVENTS, also=also)
            lived.live_on()
            run.refresh_from_db()
            look(lived, run)
            transaction.set_rollback(True)

    return replay


def check(lived, run, plan):
    rows = {step.key: step for step in StepRun.objects.filter(run=run)}
    states = {key: step.status for key, step in rows.items()}

    assert slow_reading.complaints(plan, states) == []
    assert run.status == slow_reading.end(states)
    if plan.goes_on:
        assert states == slow_reading.read(plan).states
    check_outputs(run, rows, plan)
    check_calls(lived, rows, plan)
    check_halt(rows, plan)
    check_waits(rows, plan)
    event(f"{run.status}, {len(plan.steps)} steps")


def check_outputs(run, rows, plan):
    numbers = slow_reading.Reading(
        states={key: row.status for key, row in rows.items()},
        numbers={key: row.output.get("n") for key, row in rows.items()},
    )
    for step in plan.steps:
        row = rows.get(step.key)
        if row is not None and row.status == "succeeded":
            assert row.output.get("n") == numbers.verdict(step)[1]
    if run.status == "succeeded":
        assert run.output == {
            step.key: numbers.numbers[step.key] for step in plan.steps
        }


def check_calls(lived, rows, plan):
    """Each attempt was sent once, and there are as many as the answers call for."""
    assert set(lived.sent.values()) <= {1}
    attempts = Attempt.objects.values_list("step_run__guid", "number")
    assert {(str(key), str(number)) for key, number in attempts} == set(lived.sent)
    for step in plan.steps:
        row = rows.get(step.key)
        if row is not None:
            carried_out = step.kind == "http" and row.status != "skipped"
            assert row.attempts_made == (len(step.script) if carried_out else 0)


def check_halt(rows, plan):
    """Nothing began after a bad end, unless the plan goes on."""
    bad = [row.finished_at for row in rows.values() if row.status == "failed"]
    if bad and not plan.goes_on:
        assert max(row.created_at for row in rows.values()) <= min(bad)


def check_waits(rows, plan):
    for step in plan.steps:
        row = rows.get(step.key)
        if step.kind == "wait" and row is not None and row.status == "succeeded":
            assert (row.finished_at - row.started_at).total_seconds() >= step.for_s


def check_children(run):
    """Each step that waited has one run of its own, and it has ended."""
    for step in StepRun.objects.filter(run=run):
        runs = ProcessRun.objects.filter(origin=Origin.PROCESS, origin_guid=step.guid)
        assert all(child.is_final for child in runs)
        assert len(runs) <= 1


by_chance = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@by_chance
@given(plan=plans(), dice=st.randoms(use_true_random=False))
def test_a_run_ends_as_its_plan_says(replay, plan, dice):
    def look(lived, run):
        check(lived, run, plan)
        check_children(run)

    replay(plan, dice, look)


@by_chance
@given(plan=plans(), dice=st.randoms(use_true_random=False))
def test_whatever_dies_and_is_stopped_it_ends_and_nothing_is_sent_twice(
    replay, plan, dice
):
    def look(lived, run):
        states = dict(StepRun.objects.filter(run=run).values_list("key", "status"))
        stopped = lived.stopped_at is not None
        assert run.status == ("stopped" if stopped else slow_reading.end(states))
        assert set(states.values()) <= {"succeeded", "failed", "lost", *EASY}
        assert set(lived.sent.values()) <= {1}
        began = StepRun.objects.filter(run=run).order_by("created_at").last()
        if stopped and began is not None:
            assert began.created_at <= lived.stopped_at
        check_children(run)
        event(run.status)

    replay(plan, dice, look, also=("die", "stop"))


def test_the_slow_reading_complains_of_what_is_wrong():
    step = slow_reading.Step
    plan = slow_reading.Plan(
        steps=(step(key="a", kind="compose"), step(key="b", kind="wait", needs=("a",)))
    )
    assert slow_reading.complaints(plan, {"a": "succeeded", "b": "succeeded"}) == []
    for states in (
        {},
        {"a": "succeeded"},
        {"b": "succeeded"},
        {"a": "skipped", "b": "skipped"},
        {"a": "succeeded", "b": "skipped"},
        {"a": "failed"},
    ):
        assert slow_reading.complaints(plan, states), states
