from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django_celery_beat.models import ClockedSchedule, IntervalSchedule, PeriodicTask

from schedules import clock, drift, periodic
from schedules.models import Schedule

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


def row_of(schedule):
    schedule.refresh_from_db()
    return schedule.periodic_task


def spoil_enabled(row):
    PeriodicTask.objects.filter(pk=row.pk).update(enabled=False)


def spoil_interval(row):
    row.interval = IntervalSchedule.objects.create(every=9, period="days")
    row.save()


def spoil_name(row):
    PeriodicTask.objects.filter(pk=row.pk).update(name="mine now")


def delete(row):
    row.delete()


@pytest.mark.parametrize(
    "spoil",
    [spoil_enabled, spoil_interval, spoil_name, delete],
    ids=lambda f: f.__name__,
)
def test_what_others_did_to_a_row_is_mended(make_schedule, spoil):
    schedule = make_schedule()
    spoil(row_of(schedule))

    assert drift.reconcile() == drift.Drift(mended=1, orphans=0)

    schedule = Schedule.objects.select_related("process").get()
    assert periodic.is_true(schedule)
    assert drift.reconcile() == drift.Drift(mended=0, orphans=0)


def test_rows_of_no_schedule_are_removed_and_foreign_ones_stay(make_schedule):
    row = row_of(make_schedule())
    PeriodicTask.objects.create(
        name="orphan", task=periodic.CLOCK_TASK, interval=row.interval
    )
    PeriodicTask.objects.create(name="theirs", task="their.task", interval=row.interval)

    assert drift.reconcile().orphans == 1

    names = set(PeriodicTask.objects.values_list("name", flat=True))
    assert names == {periodic.CLOCK_NAME, "theirs", row.name}


def test_the_command_reports_what_it_mended(make_schedule):
    spoil_name(row_of(make_schedule()))
    out = StringIO()

    call_command("reconcile", stdout=out)

    assert out.getvalue() == "1 rows mended, 0 removed.\n"


def test_a_clocked_row_that_fired_is_true_again_within_a_minute(make_schedule, noon):
    schedule = make_schedule(kind="quartz", expression="0 0/5 * * * ?")
    sweeper = drift.Sweeper()
    sweeper.sweep(noon)
    before = row_of(schedule).clocked_id
    clock.strike(noon + 5 * MINUTE)
    sweeper.struck([schedule.pk])

    sweeper.sweep(noon + 6 * MINUTE)

    clocked = row_of(schedule).clocked
    assert clocked.clocked_time == noon + 10 * MINUTE
    assert clocked.pk != before
    assert ClockedSchedule.objects.count() == 1


def test_the_sweep_takes_schedules_in_turn(make_schedule, noon, monkeypatch):
    monkeypatch.setattr(drift, "BATCH", 2)
    rows = [row_of(make_schedule()) for _ in range(5)]
    for row in rows:
        spoil_name(row) if row is rows[0] else spoil_enabled(row)
    sweeper = drift.Sweeper()

    for n in range(3):
        sweeper.sweep(noon + n * MINUTE)

    assert drift.reconcile().mended == 0


def test_the_sweep_is_idle_within_its_minute(
    make_schedule, noon, django_assert_num_queries
):
    make_schedule()
    sweeper = drift.Sweeper()
    sweeper.sweep(noon)

    with django_assert_num_queries(0):
        sweeper.sweep(noon + dt.timedelta(seconds=59))


def test_the_cost_of_a_sweep_does_not_depend_on_the_number_of_schedules(
    make_schedule, noon, django_assert_num_queries
):
    for _ in range(30):
        make_schedule()

    with django_assert_num_queries(2):
        drift.Sweeper().sweep(noon)
