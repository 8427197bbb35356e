"""A robot outside takes a run, carries it out and reports how it ended."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

import runs.actions
from runs import sweep
from runs.choices import Status, StopKind, WaitingFor
from runs.models import Robot
from runs.stopping import stop
from tests.runs.conftest import http, process

pytestmark = pytest.mark.django_db


def take(run, **by):
    taken = runs.actions.take(run, now=timezone.now(), **by)
    run.refresh_from_db()
    return taken


def report(run, *, succeeded=True, **result):
    ended = runs.actions.report(run, succeeded=succeeded, now=timezone.now(), **result)
    run.refresh_from_db()
    return ended


def test_our_workers_leave_a_run_that_was_taken(start, work, peer):
    run = start()

    assert take(run)
    work(run)

    assert (run.status, run.waiting_for) == (Status.RUNNING, WaitingFor.ANSWER)
    assert run.started_at is not None
    assert peer.requests == []


def test_it_ends_as_it_is_reported(start):
    well, badly = start(), start()
    take(well)
    take(badly)

    assert report(well, output={"x": 1})
    assert report(badly, succeeded=False, error="No paper.")

    assert (well.status, well.output) == (Status.SUCCEEDED, {"x": 1})
    assert (badly.status, badly.error) == (Status.FAILED, "No paper.")
    assert well.finished_at is not None
    assert well.waiting_for == ""


def test_it_is_taken_once_and_reported_once(start):
    run = start()

    assert take(run)
    assert not take(run)
    assert report(run)
    assert not report(run, succeeded=False)
    assert not take(run)
    assert run.status == Status.SUCCEEDED


def test_what_was_not_taken_is_not_reported(start, work, peer):
    waiting, done = start(), start()
    work(done)

    assert not report(waiting)
    assert not report(done, succeeded=False)
    assert (waiting.status, done.status) == (Status.WAITING, Status.SUCCEEDED)


def test_a_run_that_asks_for_a_robot_is_taken_by_no_other(start):
    mine, other = Robot.objects.create(name="a"), Robot.objects.create(name="b")
    run = start(robot=mine)

    assert not take(run, by_robot=other)
    assert not take(run)
    assert take(run, by_robot=mine)


def test_the_robot_that_took_it_is_kept(start):
    robot, run = Robot.objects.create(name="a"), start()

    take(run, by_robot=robot)

    assert run.robot == robot


def test_a_lane_is_kept_in_order(start, job, hints, django_capture_on_commit_callbacks):
    job.unique = True
    job.save()
    first, second = start(), start()

    assert not take(second)
    assert take(first)
    assert not take(second)
    hints.clear()
    with django_capture_on_commit_callbacks(execute=True):
        report(first)

    assert hints == [second.pk]
    assert take(second)


def test_a_soft_stop_waits_for_the_report(start):
    run = start()
    take(run)

    stop(run, kind=StopKind.STOP, why="Enough.", now=timezone.now())
    run.refresh_from_db()
    assert (run.status, run.waiting_for) == (Status.STOPPING, WaitingFor.ANSWER)
    report(run, output={"x": 1})

    assert (run.status, run.error) == (Status.STOPPED, "Enough.")


def test_an_abort_waits_for_nobody(start):
    run = start()
    take(run)

    stop(run, kind=StopKind.ABORT, why="Enough.", now=timezone.now())

    run.refresh_from_db()
    assert run.status == Status.STOPPED
    assert not report(run)


def test_a_deadline_ends_it(start, hints):
    run = start(stop_after_s=60)
    take(run)
    assert run.wake_at == run.deadline_at

    sweep.sweep(run.deadline_at + dt.timedelta(seconds=1))

    run.refresh_from_db()
    assert (run.status, run.error) == (Status.STOPPED, sweep.DEADLINE)


def test_the_run_that_waits_for_it_goes_on(planned, start, work, peer, monkeypatch):
    other = planned(http("call"), robot=Robot.objects.create(name="outside"))
    parent = start(process=planned(process("sub", other)))
    work(parent)
    child = type(parent).objects.latest("pk")

    take(child, by_robot=other.robot)
    report(child, output={"x": 1})
    work(parent)

    assert parent.status == Status.SUCCEEDED
    assert parent.step_runs.get().output == {"x": 1}
    assert peer.requests == []


def test_a_sign_that_no_database_takes_is_replaced(start):
    run = start()
    take(run)

    report(run, succeeded=False, output={"a": "\x00"}, error="\ud800")

    assert (run.output, run.error) == ({"a": "\ufffd"}, "\ufffd")
