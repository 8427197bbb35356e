"""Many schedules at once are what as many single creations would have made."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError
from django.forms.models import model_to_dict
from django_celery_beat.models import ClockedSchedule, PeriodicTask, PeriodicTasks

import schedules.actions
from runs.models import ProcessRun
from schedules import clock, periodic
from schedules.exceptions import NotationError
from schedules.models import Schedule
from tests.conftest import NOON

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)
DRAFTS: list[dict[str, Any]] = [
    {"kind": "interval", "expression": "60"},
    {"kind": "cron", "expression": "30 8 * * 1-5", "time_zone": "Europe/Berlin"},
    {"kind": "cron", "expression": "0 0 13 * 5", "name": "Friday the 13th"},
    {"kind": "quartz", "expression": "0 0 12 L * ?", "input": {"a": [1, None]}},
    {"kind": "once", "expression": "2026-03-03T12:00:00Z"},
    {"kind": "once", "expression": "2026-03-02T11:00:00Z"},
    {"kind": "interval", "expression": "60", "enabled": False},
    {"kind": "interval", "expression": "90", "starts_at": NOON + 5 * MINUTE},
    {"kind": "fields", "expression": "second=0 hour=*/2", "most_firings": 3},
]
OWN = {"id", "guid", "name", "kwargs", "periodic_task", "clocked"}


def told(schedule):
    """What a schedule and its row say, but for what is each one's own."""
    schedule.refresh_from_db()
    row = schedule.periodic_task
    columns = {field.attname for field in Schedule._meta.concrete_fields}
    left_out = {"id", "guid", "periodic_task_id", "created_at", "updated_at"}
    return (
        {name: getattr(schedule, name) for name in columns - left_out},
        {name: v for name, v in model_to_dict(row).items() if name not in OWN},
        row.clocked and row.clocked.clocked_time,
        row.name.removesuffix(str(schedule.guid)),
        str(schedule.guid) in row.name,
        str(schedule.guid) in row.kwargs,
    )


def test_each_is_as_if_it_had_been_created_alone(job, noon):
    singly = [schedules.actions.create(job, each, now=noon) for each in DRAFTS]

    together = schedules.actions.create_many(job, DRAFTS, now=noon)

    assert [told(each) for each in together] == [told(each) for each in singly]


def test_each_has_a_row_of_its_own_that_is_true(job, noon):
    made = schedules.actions.create_many(job, DRAFTS, now=noon)

    assert len({schedule.periodic_task_id for schedule in made}) == len(DRAFTS)
    assert all(periodic.is_true(schedule) for schedule in Schedule.objects.all())


def test_they_fire(job, noon):
    drafts = [{"kind": "interval", "expression": "60"}] * 5
    made = schedules.actions.create_many(job, drafts, now=noon)

    assert clock.strike(noon + MINUTE) == 5
    guids = set(ProcessRun.objects.values_list("origin_guid", flat=True))
    assert guids == {schedule.guid for schedule in made}


@pytest.mark.parametrize("place", [0, len(DRAFTS)])
def test_a_draft_that_cannot_be_read_leaves_nothing_behind(job, noon, place):
    rows = PeriodicTask.objects.count()
    drafts = [*DRAFTS]
    drafts.insert(place, {"kind": "cron", "expression": "0 0 99 * *"})

    with pytest.raises(NotationError):
        schedules.actions.create_many(job, drafts, now=noon)

    assert not Schedule.objects.exists()
    assert PeriodicTask.objects.count() == rows


def test_one_that_the_database_refuses_leaves_nothing_behind(job, noon, make_schedule):
    taken = make_schedule().guid
    rows = PeriodicTask.objects.count()

    with pytest.raises(IntegrityError):
        schedules.actions.create_many(
            job, [*DRAFTS, DRAFTS[0] | {"guid": taken}], now=noon
        )

    assert Schedule.objects.count() == 1
    assert PeriodicTask.objects.count() == rows
    assert not ClockedSchedule.objects.exists()


def test_none_at_all_is_fine(job, noon):
    assert schedules.actions.create_many(job, [], now=noon) == []


def test_the_change_marker_of_django_celery_beat_stands_still(job, noon):
    before = PeriodicTasks.last_change()

    schedules.actions.create_many(job, DRAFTS, now=noon)

    assert PeriodicTasks.last_change() == before


def test_hundreds_of_drafts_take_a_few_queries(
    job, noon, django_assert_max_num_queries
):
    drafts = [
        {"kind": "interval", "expression": str(60 + n % 3)}
        if n % 2
        else {"kind": "cron", "expression": f"{n % 60} 0 13 * 5"}
        for n in range(300)
    ]

    # SQLite takes a thousand values at once, PostgreSQL all of them.
    with django_assert_max_num_queries(40):
        schedules.actions.create_many(job, drafts, now=noon)
