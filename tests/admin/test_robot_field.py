"""The robot that is to carry a process out."""

from __future__ import annotations

import pytest

from runs.models import Robot


@pytest.fixture
def robots(account, stranger):
    return [
        Robot.objects.create(name="everybody's"),
        Robot.objects.create(name="ours", account=account),
        Robot.objects.create(name="theirs", account=stranger),
    ]


def test_those_of_the_account_and_of_all_are_offered(member, job, robots):
    text = member.text("jobs_job_change", job.pk)

    assert "everybody's" in text
    assert "ours" in text
    assert "theirs" not in text


def test_it_is_kept_and_taken_away_again(member, job, robots):
    member.submit("jobs_job_change", job.pk, robot=robots[1].pk)
    job.refresh_from_db()
    assert job.robot == robots[1]

    member.submit("jobs_job_change", job.pk, name="Renamed")
    job.refresh_from_db()
    assert job.robot == robots[1]

    member.submit("jobs_job_change", job.pk, robot="")
    job.refresh_from_db()
    assert job.robot is None


def test_that_of_another_account_is_refused(member, job, robots):
    member.submit("jobs_job_change", job.pk, robot=robots[2].pk)

    job.refresh_from_db()
    assert job.robot is None
