"""Run now, and on the plan."""

from __future__ import annotations

import pytest

from runs.choices import Origin
from runs.models import ProcessRun
from schedules.models import Schedule
from tests.admin.pages import filled, visible


def added(browser, job, **fields):
    given = {"schedules__0__every": "5", "schedules__0__run_now": "on"}
    given |= {f"schedules__0__{name}": value for name, value in fields.items()}
    return browser.submit("jobs_job_change", job.pk, **given)


def test_it_starts_at_once_and_stays_planned(member, job):
    added(member, job, input='{"a": 1}')

    run = ProcessRun.objects.get()
    assert (run.origin, run.input) == (Origin.MANUAL, {"a": 1})
    assert Schedule.objects.get().next_fire_at is not None


def test_unless_it_is_asked_for_nothing_starts(member, job):
    added(member, job, run_now=None)

    assert Schedule.objects.exists()
    assert not ProcessRun.objects.exists()


def test_a_bad_schedule_starts_nothing(member, job):
    added(member, job, every="0")

    assert not ProcessRun.objects.exists()


def test_what_is_switched_off_says_why_it_did_not_start(member, job):
    response = added(member, job, every="5")
    ProcessRun.objects.all().delete()
    sent = filled(member.get("jobs_job_change", job.pk)) | {"enabled": None}
    sent |= {
        name.replace("-0-", "-1-"): value
        for name, value in sent.items()
        if name.startswith("schedules-0-") and not name.endswith("-id")
    }
    sent |= {"schedules-1-run_now": "on", "schedules-TOTAL_FORMS": "2"}
    del sent["enabled"]
    response = member.post("jobs_job_change", job.pk, data=sent)

    page = member.client.get(response.url)
    assert "is switched off" in visible(page)
    assert Schedule.objects.count() == 2
    assert not ProcessRun.objects.exists()


@pytest.mark.parametrize("sent", ["on", ""])
def test_a_saved_one_is_not_started_by_saving(member, make_schedule, job, sent):
    make_schedule()

    member.submit(
        "jobs_job_change",
        job.pk,
        schedules__0__every="9",
        schedules__0__run_now=sent,
    )

    assert Schedule.objects.get().expression == "540"
    assert not ProcessRun.objects.filter(origin=Origin.MANUAL).exists()
