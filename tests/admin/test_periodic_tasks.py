"""django-celery-beat's pages: what is Steeple's is shown, the rest is edited."""

from __future__ import annotations

import pytest
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask
from kombu.exceptions import OperationalError

from runs import tasks
from tests.admin.pages import address, sentences, visible

TASKS = "django_celery_beat_periodictask"


@pytest.fixture
def foreign(db) -> PeriodicTask:
    hourly = IntervalSchedule.objects.create(every=1, period="hours")
    return PeriodicTask.objects.create(
        name="theirs", task="their.task", interval=hourly
    )


def chosen(action, *rows):
    return {"action": action, "_selected_action": [str(row.pk) for row in rows]}


def test_our_row_leads_to_its_schedule_and_cannot_be_edited(operator, make_schedule):
    schedule = make_schedule()

    page = operator.get(f"{TASKS}_change", schedule.periodic_task_id)
    assert address("schedules_schedule_change", schedule.pk) in page.content.decode()
    assert "Save" not in visible(page)
    answer = operator.post(f"{TASKS}_change", schedule.periodic_task_id)
    assert answer.status_code == 403
    assert (
        operator.post(f"{TASKS}_delete", schedule.periodic_task_id).status_code == 403
    )


def test_the_list_shows_both(operator, make_schedule, foreign):
    schedule = make_schedule()

    page = operator.get(f"{TASKS}_changelist").content.decode()
    assert "theirs" in page
    assert address("schedules_schedule_change", schedule.pk) in page


def test_a_foreign_row_is_edited(operator, foreign):
    operator.submit(f"{TASKS}_change", foreign.pk, name="renamed")

    foreign.refresh_from_db()
    assert foreign.name == "renamed"


def test_a_foreign_row_is_added(operator, foreign):
    interval = str(foreign.interval_id)

    operator.submit(f"{TASKS}_add", name="new", task="a.task", interval=interval)

    assert PeriodicTask.objects.filter(name="new", task="a.task").exists()


def test_nobody_makes_a_row_of_ours_by_hand(operator, foreign):
    response = operator.submit(
        f"{TASKS}_add",
        name="new",
        task="schedules.tick",
        interval=str(foreign.interval_id),
    )

    assert "the clock itself" in sentences(response)["task"][0]


@pytest.mark.parametrize("action", ["disable_tasks", "toggle_tasks", "delete_selected"])
def test_actions_leave_our_rows_alone(operator, make_schedule, foreign, action):
    ours = make_schedule().periodic_task
    data = chosen(action, ours, foreign) | {"post": "yes"}

    operator.post(f"{TASKS}_changelist", data=data)

    ours.refresh_from_db()
    assert ours.enabled
    assert not PeriodicTask.objects.filter(pk=foreign.pk, enabled=True).exists()


def test_a_broker_that_is_away_is_no_error_page(operator, foreign, monkeypatch):
    def refuse(*_args: object, **_rest: object) -> None:
        raise OperationalError("away")

    foreign.task = "runs.advance"
    foreign.save()
    monkeypatch.setattr(tasks.advance_runs, "apply_async", refuse)

    response = operator.client.post(
        address(f"{TASKS}_changelist"), chosen("run_tasks", foreign), follow=True
    )

    assert "The broker cannot be reached." in visible(response)


def test_members_see_the_rows_of_their_schedules_only(
    member, outsider, make_schedule, foreign
):
    row = make_schedule().periodic_task

    assert row.name in member.text(f"{TASKS}_changelist")
    assert "theirs" not in member.text(f"{TASKS}_changelist")
    assert row.name not in outsider.text(f"{TASKS}_changelist")
    assert outsider.get(f"{TASKS}_change", row.pk).url == address("index")
    assert member.get(f"{TASKS}_change", foreign.pk).url == address("index")
    assert member.get(f"{TASKS}_add").status_code == 403


def test_an_interval_that_ours_use_is_read_only(operator, make_schedule, foreign):
    ours = make_schedule().periodic_task.interval_id
    page = "django_celery_beat_intervalschedule_change"

    assert operator.post(page, ours).status_code == 403
    assert operator.submit(page, foreign.interval_id, every="2").status_code == 302
    assert IntervalSchedule.objects.get(pk=foreign.interval_id).every == 2


@pytest.mark.parametrize("name", ["interval", "crontab", "clocked", "solar"])
def test_the_pages_of_timings_open_for_operators_only(operator, member, name):
    page = f"django_celery_beat_{name}schedule"

    assert operator.get(f"{page}_changelist").status_code == 200
    assert operator.get(f"{page}_add").status_code == 200
    assert member.get(f"{page}_changelist").status_code == 403


def test_a_crontab_is_shown_in_words(operator, db):
    CrontabSchedule.objects.create(minute="5")

    assert (
        operator.get("django_celery_beat_crontabschedule_changelist").status_code == 200
    )
