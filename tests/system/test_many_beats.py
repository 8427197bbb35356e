"""Any number of beats, killed at any moment: every firing once (promise 1)."""

from __future__ import annotations

import datetime as dt
import os

import pytest
from django.db import connection
from django.utils import timezone

from runs.models import ProcessRun
from schedules.models import Occurrence, Schedule
from tests.servers.valkey import Valkey
from tests.system.stack import Stack
from tests.system.waiting import until

pytestmark = [
    pytest.mark.system,
    pytest.mark.timeout(120),
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("postgres"),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'",
        reason="needs PostgreSQL: python -m tests.servers.postgres pytest -m system",
    ),
]

__all__ = ["connection"]  # for the condition above

SCHEDULES = 120
# Longer by hand: BUSY_S=60 makes it the busy minute of a soak.
BUSY = dt.timedelta(seconds=int(os.environ.get("BUSY_S", "10")))


@pytest.fixture
def stack(transactional_db, tmp_path):
    with Valkey() as valkey, Stack(redis_url=valkey.url, home=str(tmp_path)) as stack:
        yield stack


def planned(schedule, until_at):
    """The oracle: an interval's grid, counted from its anchor."""
    step = dt.timedelta(seconds=int(schedule.expression))
    number = (until_at - schedule.anchor_at) // step
    return {(schedule.pk, schedule.anchor_at + n * step) for n in range(1, number + 1)}


@pytest.mark.parametrize("beats", [2, 3])
def test_with_a_kill_among_them(stack, make_schedule, beats):
    begun = timezone.now()
    for n in range(SCHEDULES):
        make_schedule(
            expression=str(1 + n % 5),
            overlap="queue_all",
            misfire="run_all",
            now=begun,
        )
    running = [stack.beat() for _ in range(beats)]
    until(Occurrence.objects.exists, what="a first firing", within_s=30)

    for victim in running[:-1]:
        victim.kill()
        victim.wait(10)
        stack.beat()
    end = timezone.now() + BUSY
    until(lambda: timezone.now() > end, what="the busy time is over", within_s=60)
    until(
        lambda: not Schedule.objects.filter(next_fire_at__lte=end).exists(),
        what="everything due until then was struck",
        within_s=30,
    )

    expected = set().union(*(planned(s, end) for s in Schedule.objects.all()))
    found = Occurrence.objects.filter(due_at__lte=end)
    assert set(found.values_list("schedule", "due_at")) == expected
    assert found.count() == len(expected)
    assert found.filter(run=None).count() == 0
    assert ProcessRun.objects.filter(due_at__lte=end).count() == len(expected)
