from __future__ import annotations

import datetime as dt
import json

import pytest
import time_machine
from celery import current_app
from django.db import OperationalError
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from runs.models import ProcessRun
from schedules import beat, clock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def one_clock(monkeypatch):
    """The database's clock travels along; PostgreSQL's own would not."""
    monkeypatch.setattr("runs.sql.database_now", timezone.now)


@pytest.fixture
def sent(monkeypatch):
    """Names of the tasks that beat sent."""
    names: list[str] = []
    monkeypatch.setattr(
        "celery.beat.Scheduler.apply_async",
        lambda _self, entry, **_rest: names.append(entry.name),
    )
    monkeypatch.setattr("celery.beat.Scheduler.producer", None)
    return names


@pytest.fixture
def scheduler(sent):
    scheduler = beat.SteepleScheduler(app=current_app, lazy=True)
    yield scheduler
    # Else it writes to the database when the test run ends.
    scheduler._finalize.cancel()


@pytest.fixture
def foreign(noon):
    every_second = IntervalSchedule.objects.create(every=1, period="seconds")
    return PeriodicTask.objects.create(
        name="theirs", task="their.task", interval=every_second, last_run_at=noon
    )


def test_it_strikes_what_is_due_and_sends_no_row_of_ours(
    make_schedule, noon, sent, scheduler
):
    make_schedule()
    with time_machine.travel(noon + dt.timedelta(minutes=1), tick=False):
        scheduler.tick()

    assert ProcessRun.objects.count() == 1
    assert sent == []


def test_it_sleeps_until_the_next_instant_and_never_long(
    make_schedule, noon, scheduler
):
    make_schedule()
    almost = noon + dt.timedelta(seconds=59.9)
    with time_machine.travel(almost, tick=False):
        assert 0.05 < scheduler.tick() <= 0.1
    with time_machine.travel(noon, tick=False):
        assert scheduler.tick() <= beat.PEEK_EVERY_S


def test_foreign_rows_fire_as_ever(noon, sent, foreign, scheduler):
    with time_machine.travel(noon, tick=False) as traveller:
        scheduler.tick()
        traveller.shift(90)
        scheduler._foreign_at = 0.0
        scheduler.tick()

    assert "theirs" in sent


def test_ours_are_not_loaded(make_schedule, foreign, scheduler):
    make_schedule()

    assert set(scheduler.schedule) == {"theirs"}


def test_the_heap_is_made_again_only_after_a_reload(foreign, scheduler):
    schedule = scheduler.schedule

    assert not scheduler.schedules_equal(None, schedule)
    assert scheduler.schedules_equal(None, schedule)
    assert not scheduler.schedules_equal(None, dict(schedule))


def test_a_database_that_is_away_costs_a_second(scheduler, monkeypatch):
    def refuse():
        raise OperationalError

    monkeypatch.setattr(clock, "next_due_at", refuse)

    assert scheduler.tick() == beat.SWEEP_EVERY_S


def test_the_row_of_a_schedule_can_be_sent_by_anybody(make_schedule, noon):
    """Under the stock scheduler they are messages, and harmless at any time."""
    from schedules import tasks

    row = make_schedule().periodic_task
    assert tasks.tick.name == row.task

    with time_machine.travel(noon, tick=False):
        tasks.tick(**json.loads(row.kwargs))
    assert ProcessRun.objects.count() == 0
    with time_machine.travel(noon + dt.timedelta(minutes=1), tick=False):
        tasks.tick(**json.loads(row.kwargs))
        tasks.tick(**json.loads(row.kwargs))
    assert ProcessRun.objects.count() == 1
