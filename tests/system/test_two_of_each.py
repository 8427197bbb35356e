"""Two beats and two workers over a busy time, and one of each is killed in it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from runs.choices import Status
from runs.models import ProcessRun
from schedules.models import Occurrence, Schedule
from tests.system import windows

pytestmark = [
    pytest.mark.system,
    pytest.mark.enable_socket,
    pytest.mark.timeout(120),
]

SCHEDULES = 8
BUSY_S = 6
# A call may come this much after it was due: a lost lease, and what a restart costs.
LATE_S = 30


def planned(schedule, until_at):
    """The instants of its grid; from the definition alone."""
    every = dt.timedelta(seconds=int(schedule.expression))
    count = (until_at - schedule.anchor_at) // every
    return [schedule.anchor_at + n * every for n in range(1, count + 1)]


def test_a_kill_of_one_of_each(machine, calling, each_second):
    recorder = machine.recorder
    workers = [machine.worker() for _n in range(2)]
    beats = [machine.beat() for _n in range(2)]
    paths = {}
    for n in range(SCHEDULES):
        path, method = f"/slow/1.{n}", ("GET", "POST")[n % 2]
        wanted = {"expression": str(2 + n % 3), "overlap": "queue_all"}
        schedule = each_second(calling(method, path), misfire="run_all", **wanted)
        paths[schedule.pk] = path
    machine.until(lambda: len(recorder.requests()) > 10, what="calls", within_s=30)

    workers[0].kill()
    beats[0].kill()
    end = timezone.now() + dt.timedelta(seconds=BUSY_S)
    machine.until(lambda: timezone.now() > end, what="a busy time", within_s=20)
    new = each_second(calling("POST", "/new"))
    machine.assert_fires(new)
    machine.assert_promises_kept(within_s=40)

    for schedule in Schedule.objects.filter(pk__in=paths):
        due = planned(schedule, schedule.decided_until)
        told = Occurrence.objects.filter(schedule=schedule, outcome="started")
        assert sorted(told.values_list("due_at", flat=True)) == due
        assert_came_when_due(recorder.first_calls(paths[schedule.pk]), due, schedule)


def assert_came_when_due(first, due, schedule):
    """The target's own log says so: each call once, none that was not due."""
    late = dt.timedelta(seconds=LATE_S)
    found = windows.match(
        [windows.Window(opens_at=at, closes_at=at + late) for at in due], first
    )
    unsent = ProcessRun.objects.filter(
        origin_guid=schedule.guid, step_runs__attempts__reason="lost"
    ).exclude(status=Status.SUCCEEDED)
    assert found.extra == []
    assert len(found.unmet) <= unsent.count()
