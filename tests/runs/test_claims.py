from __future__ import annotations

import pytest
from django.db import OperationalError

from runs import claims
from runs.choices import Status, WaitingFor
from runs.leases import LEASE
from runs.models import Robot, StepRun
from runs.slots import Slots
from runs.work import Carrier

pytestmark = pytest.mark.django_db

ANYBODY = Carrier(robot_id=None, task_id="")


def claim(*runs, carrier=ANYBODY, now, slots=None):
    carriers = {run.pk: carrier for run in runs}
    return claims.claim(carriers, now=now, slots=slots or Slots(per_host=99))


def test_a_claim_writes_the_attempt_before_anything_is_sent(start, noon):
    run = start()

    claimed = claim(run, now=noon)

    [work] = claimed.work
    step_run = StepRun.objects.get()
    assert step_run.status == Status.RUNNING
    assert step_run.lease_token == work.lease_token
    assert step_run.lease_until == noon + LEASE
    run.refresh_from_db()
    assert (run.status, run.wake_at) == (Status.RUNNING, None)


def test_a_claimed_step_is_claimed_by_nobody_else(start, noon):
    run = start()
    claim(run, now=noon)

    assert claim(run, now=noon).work == []
    assert StepRun.objects.count() == 1


def test_no_more_is_claimed_than_there_are_slots(start, noon):
    runs = [start() for _ in range(5)]

    claimed = claim(*runs, now=noon, slots=Slots(calls=2))

    assert len(claimed.work) == 2
    assert [host for host, _run in claimed.crowded] == ["api.example"] * 3
    for run in runs:
        run.refresh_from_db()
    waiting = [run for run in runs if run.status == Status.WAITING]
    assert [run.waiting_for for run in waiting] == [WaitingFor.SLOT] * 3


def test_a_host_that_has_its_share_leaves_room_for_others(start, noon, make_job):
    busy = [start() for _ in range(3)]
    other = start(process=make_job(url="http://other.example/"))

    claimed = claim(*busy, other, now=noon, slots=Slots(per_host=2))

    assert other.pk in {work.run.pk for work in claimed.work}
    assert len(claimed.work) == 3


def test_slots_of_a_claim_that_failed_are_given_back(start, noon, monkeypatch):
    slots = Slots(per_host=1)

    def refuse(*_args, **_kwargs):
        raise OperationalError

    with monkeypatch.context() as patched:
        patched.setattr("runs.claims._write", refuse)
        with pytest.raises(OperationalError):
            claim(start(), now=noon, slots=slots)

    assert slots.free("api.example") == 1


def test_a_run_for_another_robot_is_left(start, noon, job):
    robot = Robot.objects.create(name="tower")
    job.robot = robot
    job.save()
    run = start()

    assert claim(run, now=noon).work == []
    mine = Carrier(robot_id=robot.pk, task_id="")
    assert len(claim(run, carrier=mine, now=noon).work) == 1


def test_the_number_of_queries_does_not_depend_on_the_number_of_runs(
    start, noon, django_assert_num_queries
):
    few, many = [start() for _ in range(2)], [start() for _ in range(30)]
    claim(start(), now=noon)  # the plan is kept from here on

    with django_assert_num_queries(6):
        claim(*few, now=noon)
    with django_assert_num_queries(6):
        claim(*many, now=noon, slots=Slots(calls=99, per_host=99))


class TestLanes:
    @pytest.fixture
    def unique(self, job):
        job.unique = True
        job.save()
        return job

    def test_only_the_oldest_waiting_run_of_a_lane_begins(self, start, unique, noon):
        first, second = start(), start()

        assert [w.run.pk for w in claim(second, first, now=noon).work] == [first.pk]
        assert claim(second, now=noon).work == []

    def test_the_next_one_is_named_when_the_lane_is_free(
        self, start, unique, work, peer
    ):
        first, second = start(), start()

        work(first)

        second.refresh_from_db()
        assert (first.status, second.status) == (Status.SUCCEEDED, Status.SUCCEEDED)
        assert second.started_at >= first.finished_at

    def test_runs_without_a_lane_do_not_wait_for_one_another(self, start, noon):
        assert len(claim(start(), start(), now=noon).work) == 2

    def test_the_database_refuses_a_second_active_run(self, start, unique, noon):
        from django.db import IntegrityError

        from runs.models import ProcessRun

        first, second = start(), start()
        claim(first, now=noon)

        with pytest.raises(IntegrityError, match=r"lane|UNIQUE"):
            ProcessRun.objects.filter(pk=second.pk).update(status=Status.RUNNING)


def test_a_waiting_run_says_what_it_waits_for(start):
    run = start()

    assert (run.status, run.waiting_for) == (Status.WAITING, WaitingFor.TURN)
