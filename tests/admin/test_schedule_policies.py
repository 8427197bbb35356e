"""What few need, under "More"."""

from __future__ import annotations

import pytest

from schedules.models import Schedule
from tests.admin.pages import sentences

POLICIES = {
    "gap": "skip",
    "repeat": "both",
    "misfire": "run_all",
    "overlap": "queue_all",
    "grace_s": 5,
    "most_firings": 1,
    "repeats": 3,
}


def kept():
    return Schedule.objects.values(*POLICIES).get()


def test_all_are_set_on_the_page_of_a_schedule(member, make_schedule):
    schedule = make_schedule()

    member.submit("schedules_schedule_change", schedule.pk, **POLICIES)

    assert kept() == POLICIES


def test_all_are_set_on_the_page_of_the_job(member, job):
    given = {f"schedules__0__{name}": value for name, value in POLICIES.items()}

    member.submit("jobs_job_change", job.pk, schedules__0__every="5", **given)

    assert kept() == POLICIES


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("gap", "never"),
        ("repeat", ""),
        ("misfire", "explode"),
        ("misfire", "run_all"),
        ("overlap", "\0"),
        ("grace_s", ""),
        ("grace_s", "-1"),
        ("grace_s", "9" * 30),
        ("most_firings", "0"),
        ("most_firings", "9" * 30),
        ("most_firings", "1.5"),
        ("repeats", ""),
        ("repeats", "-1"),
        ("repeats", "1001"),
    ],
)
def test_what_is_none_of_them_gets_a_sentence(member, make_schedule, field, value):
    schedule = make_schedule()
    before = kept()

    response = member.submit("schedules_schedule_change", schedule.pk, **{field: value})

    assert sentences(response)[field]
    assert kept() == before
