"""Two minutes in which processes die at random, again and again, over a broker that
loses and doubles messages; drawn from seeds, so that each can be lived again."""

from __future__ import annotations

import contextlib
import os
import random

import pytest

import schedules.actions
from runs.models import ProcessRun
from schedules.models import Occurrence, Schedule
from tests.crashpoints.world import Crash

# More by hand: DEATHS=200.
SEEDS = range(int(os.environ.get("DEATHS", "4")))
STEPS, STEP_S = 30, 4
POINTS = [
    "runs.actions.start_many",
    "runs.advance.Advancer._begin",
    "runs.advance.Advancer._let_go",
    "runs.attempts.carry_out",
    "runs.claims.claim",
    "runs.dispatch.publish",
    "runs.recording.record",
    "runs.settling.finish",
    "runs.settling._steps",
    "runs.steps.http.execute",
    "runs.sweep._verdict",
    "runs.sweep._wake",
    "runs.wallet.opened",
    "schedules.striking._move_on",
    "schedules.striking._supersede",
    "schedules.striking.write_ledger",
]


@pytest.fixture(params=SEEDS)
def dice(request):
    return random.Random(request.param)


@pytest.fixture
def timetable(world, make_job, make_schedule):
    for method, every, overlap in [
        ("GET", 7, "queue_one"),
        ("POST", 11, "queue_one"),
        ("POST", 13, "queue_all"),
        ("GET", 17, "skip"),
    ]:
        process = make_job(method=method, attempts=2, retry_delay_s=3)
        wanted = {"expression": str(every), "overlap": overlap, "now": world.now}
        make_schedule(process=process, **wanted)


@pytest.fixture
def unreliable(world, dice):
    """Of ten messages one is lost, and one comes twice."""

    def publish(message):
        copies = dice.choices([0, 1, 2], weights=[1, 8, 1])[0]
        world.broker.messages += [message] * copies

    world.broker.on_publish = publish


def live_a_little(world, process, dice):
    """A process goes on, and dies in it perhaps; whether it did."""
    with pytest.MonkeyPatch.context() as patch, contextlib.suppress(Crash):
        if dice.random() < 0.3:
            point, after = dice.choice(POINTS), dice.random() < 0.5
            world.die_at(point, after=after, visit=dice.choice([1, 1, 2]), patch=patch)
        process()
        return False
    return True


def test_break_no_promise(world, timetable, unreliable, dice):
    deaths = 0
    for _step in range(STEPS):
        world.pass_time(STEP_S)
        world.answers = dice.choices([200, 503, 404], weights=[7, 2, 1], k=4)
        for process in (world.tick, world.work):
            deaths += live_a_little(world, process, dice)
    for schedule in Schedule.objects.all():
        schedules.actions.change(schedule, {"enabled": False}, now=world.now)
    world.live_on()

    world.assert_promises_kept()
    # It was worth the while.
    assert deaths >= 3
    assert Occurrence.objects.count() > 40
    assert ProcessRun.objects.filter(status="succeeded").count() > 10
