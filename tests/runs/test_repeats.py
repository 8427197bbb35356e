"""A run that fails is begun anew, as often as its start said."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

import runs.actions
from runs import claims, sweep
from runs.choices import Status, StopKind
from runs.models import Process, ProcessRun
from runs.slots import Slots
from runs.stopping import stop
from runs.work import Carrier
from tests.conftest import answered

pytestmark = pytest.mark.django_db


def statuses():
    return list(ProcessRun.objects.order_by("pk").values_list("status", flat=True))


def test_it_fails_once_and_succeeds(start, work, peer, noon):
    peer.answers = [answered(500)]
    first = start(repeats=3, input={"a": 1}, due_at=noon, stop_after_s=60)

    work(first)

    assert statuses() == ["failed", "succeeded"]
    second = ProcessRun.objects.latest("pk")
    assert (second.repeat_of, second.repeats_left) == (first.guid, 2)
    assert (second.input, second.due_at) == ({"a": 1}, noon)
    assert (second.origin, second.version) == (first.origin, first.version)
    assert second.deadline_at is not None
    assert (second.deadline_at - second.created_at).total_seconds() == 60


def test_it_fails_as_often_as_it_may(start, work, peer):
    peer.answers = [answered(500)] * 9
    first = start(repeats=2)

    work(first)

    assert statuses() == ["failed"] * 3
    firsts = ProcessRun.objects.order_by("pk").values_list("repeat_of", flat=True)
    assert list(firsts) == [None, first.guid, first.guid]


def test_without_repeats_it_fails_once(start, work, peer):
    peer.answers = [answered(500)]

    work(start())

    assert statuses() == ["failed"]


def test_a_lost_run_is_begun_anew(start, noon):
    run = start(repeats=1)
    carrier = Carrier(robot_id=None, task_id="")
    claims.claim({run.pk: carrier}, now=noon, slots=Slots())

    sweep.sweep(noon + dt.timedelta(minutes=5))

    assert statuses() == ["lost", "waiting"]


def test_a_stopped_run_is_not(start):
    stop(start(repeats=1), kind=StopKind.STOP, why="Enough.", now=timezone.now())

    assert statuses() == ["stopped"]


@pytest.mark.parametrize(
    "change", [{"enabled": False}, {"archived_at": timezone.now()}]
)
def test_nor_one_whose_process_starts_no_more(start, work, peer, job, change):
    peer.answers = [answered(500)]
    run = start(repeats=1)
    Process.objects.filter(pk=job.pk).update(**change)

    work(run)

    assert statuses() == ["failed"]


def test_a_report_of_failure_counts_as_well(start, hints):
    run = start(repeats=1)
    runs.actions.take(run, now=timezone.now())

    runs.actions.report(run, succeeded=False, error="No.", now=timezone.now())

    assert statuses() == ["failed", "waiting"]


def test_in_a_lane_it_waits_for_its_turn(start, work, peer, job):
    job.unique = True
    job.save()
    peer.answers = [answered(500)]
    first, second = start(repeats=1), start()

    work(first)

    order = ProcessRun.objects.exclude(status=Status.WAITING).order_by("started_at")
    assert list(order.values_list("pk", flat=True)) == [
        first.pk,
        second.pk,
        second.pk + 1,
    ]
