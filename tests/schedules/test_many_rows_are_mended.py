"""Rows of django-celery-beat are mended in sets: the clock must not stand still."""

from __future__ import annotations

import datetime as dt

import pytest
from django_celery_beat.models import ClockedSchedule, PeriodicTask

import schedules.actions
from schedules import clock, drift, periodic
from schedules.models import Schedule

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def fired(job, noon):
    """Schedules that only a clocked row can show, each with one that has passed."""
    drafts = [
        {"kind": "quartz", "expression": f"{n} 0/{n} * * * ?"} for n in range(1, 31)
    ]
    made = schedules.actions.create_many(job, drafts, now=noon)
    clock.strike(noon + 31 * MINUTE)
    return made


def untrue():
    return [each for each in Schedule.objects.all() if not periodic.is_true(each)]


def test_each_shows_its_own_next_instant_again(fired):
    assert len(untrue()) == len(fired)

    assert drift.mend([schedule.pk for schedule in fired]) == len(fired)

    assert untrue() == []
    assert len({each.next_fire_at for each in Schedule.objects.all()}) > 10


def test_with_fresh_clocked_rows_and_none_left_over(fired):
    before = set(ClockedSchedule.objects.values_list("pk", flat=True))

    drift.mend([schedule.pk for schedule in fired])

    after = set(ClockedSchedule.objects.values_list("pk", flat=True))
    assert len(after) == len(fired)
    assert not before & after


def test_a_clocked_row_that_somebody_else_uses_stays(fired):
    picked = fired[0].periodic_task.clocked
    PeriodicTask.objects.create(
        name="theirs", task="t", clocked=picked, one_off=True, enabled=False
    )

    drift.mend([schedule.pk for schedule in fired])

    assert ClockedSchedule.objects.filter(pk=picked.pk).exists()
    assert ClockedSchedule.objects.count() == len(fired) + 1


def test_what_has_no_row_gets_one_beside_the_others(fired):
    lost = fired[3].periodic_task
    Schedule.objects.filter(pk=fired[3].pk).update(periodic_task=None)
    lost.delete()

    drift.mend([schedule.pk for schedule in fired])

    assert untrue() == []


def test_a_deleted_schedule_gets_none(fired, noon):
    schedules.actions.delete(fired[3], now=noon + 32 * MINUTE)

    drift.mend([schedule.pk for schedule in fired])

    fired[3].refresh_from_db()
    assert fired[3].periodic_task is None


def test_in_a_few_queries(fired, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        drift.mend([schedule.pk for schedule in fired])
