from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from django_celery_beat.models import PeriodicTask, PeriodicTasks

import jobs.actions
import schedules.actions
from schedules import clock, periodic

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


def row_of(schedule):
    schedule.refresh_from_db()
    return schedule.periodic_task


def test_each_schedule_has_a_row_that_says_when(make_schedule):
    row = row_of(make_schedule(expression="300"))

    assert (row.interval.every, row.interval.period) == (5, "minutes")
    assert row.enabled
    assert row.task == periodic.CLOCK_TASK
    assert "Orders" in row.name


def test_cron_that_celery_reads_alike_is_its_crontab(make_schedule):
    row = row_of(
        make_schedule(
            kind="cron", expression="*/15 8-17 * * mon-fri", time_zone="Europe/Berlin"
        )
    )

    assert (row.crontab.minute, row.crontab.hour) == ("*/15", "8-17")
    assert row.crontab.day_of_week == "1-5"
    assert str(row.crontab.timezone) == "Europe/Berlin"


def test_cron_that_celery_would_misread_is_the_next_instant(make_schedule):
    schedule = make_schedule(kind="cron", expression="0 0 13 * 5")
    row = row_of(schedule)

    assert row.crontab is None
    assert row.clocked.clocked_time == schedule.next_fire_at
    assert row.one_off


def test_equal_schedules_share_their_timing_rows(make_schedule):
    assert row_of(make_schedule()).interval == row_of(make_schedule()).interval


def test_it_is_written_in_the_schedules_transaction(make_schedule):
    def make_and_fail():
        make_schedule()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make_and_fail()

    assert not PeriodicTask.objects.exclude(name=periodic.CLOCK_NAME).exists()


def test_a_disabled_schedule_has_a_disabled_row(make_schedule, noon):
    schedule = make_schedule()
    schedules.actions.change(schedule, {"enabled": False}, now=noon)

    assert not row_of(schedule).enabled


def test_a_renamed_job_is_renamed_there(make_schedule, job):
    schedule = make_schedule()

    jobs.actions.change(job, {"method": "GET", "url": job.url, "name": "Parcels"})

    assert "Parcels" in row_of(schedule).name


def test_a_deleted_schedule_takes_its_row_along(make_schedule, noon):
    schedule = make_schedule()

    schedules.actions.delete(schedule, now=noon)

    assert not PeriodicTask.objects.exclude(name=periodic.CLOCK_NAME).exists()


def test_no_write_of_ours_moves_the_change_marker(make_schedule, noon):
    before = PeriodicTasks.last_change()

    schedule = make_schedule()
    make_schedule(kind="cron", expression="5 4 * * *")
    schedules.actions.change(schedule, {"expression": "120"}, now=noon)
    clock.tick(noon + 2 * MINUTE)
    schedules.actions.delete(schedule, now=noon)

    assert PeriodicTasks.last_change() == before


def test_no_firing_touches_the_row(make_schedule, noon):
    before = row_of(make_schedule()).date_changed

    clock.tick(noon + MINUTE)

    assert PeriodicTask.objects.get(
        task=periodic.CLOCK_TASK, total_run_count=0, date_changed=before
    )


def test_the_clock_task_is_installed_by_migrations():
    row = PeriodicTask.objects.get(name=periodic.CLOCK_NAME)

    assert (row.interval.every, row.interval.period) == (1, "seconds")
    assert row.expire_seconds == 5
