"""A run and the run it waits for, each in other hands: between any two statements of
the one, the other does all of its work."""

from __future__ import annotations

import pytest
from django.db import connection

import runs.actions
from runs import attempts, claims, recording
from runs.calls import Line
from runs.choices import Status, StopKind
from runs.models import Process, ProcessRun
from runs.slots import Slots
from runs.stopping import stop
from runs.work import Result
from tests.crashpoints.test_two_at_once import at_each
from tests.crashpoints.world import ANYBODY

pytestmark = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite has one writer at a time"
)
__all__ = ["at_each", "connection"]


@pytest.fixture
def family(account, world):
    """A parent that waits for a child whose call has just ended."""
    request = {"method": "POST", "url": "http://api.example/", "headers": {}}
    call = {"key": "call", "request": request | {"body": {}, "internal": False}}
    child = Process.objects.create(account=account, kind="workflow", name="Child")
    runs.actions.publish(child, definition={}, plan={"steps": [call]})
    parent = Process.objects.create(account=account, kind="workflow", name="Parent")
    sub = {"key": "sub", "kind": "process", "process": {"guid": str(child.guid)}}
    after = {"key": "after", "kind": "compose", "needs": ["sub"]}
    runs.actions.publish(parent, definition={}, plan={"steps": [sub, after]})
    results: list[Result] = []

    def begin():
        world.start(parent)
        world.broker.take()
        look(ProcessRun.objects.earliest("pk"))
        [work] = look(ProcessRun.objects.latest("pk"))
        results[:] = [attempts.carry_out(work, Line())]

    def look(run):
        return claims.claim({run.pk: ANYBODY}, now=world.now, slots=Slots()).work

    begin.look = look  # type: ignore[attr-defined]
    begin.results = results  # type: ignore[attr-defined]
    return begin


def the_parent():
    return ProcessRun.objects.earliest("pk")


def test_a_look_at_the_parent_and_the_end_of_the_child(world, family, at_each):
    for _n in at_each(
        before=family,
        one=lambda: family.look(the_parent()),
        other=lambda: recording.record(family.results, now=world.now),
    ):
        states = set(ProcessRun.objects.values_list("status", flat=True))
        assert states == {Status.SUCCEEDED}


def test_the_end_of_the_child_and_a_look_at_the_parent(world, family, at_each):
    for _n in at_each(
        before=family,
        one=lambda: recording.record(family.results, now=world.now),
        other=lambda: family.look(the_parent()),
    ):
        states = set(ProcessRun.objects.values_list("status", flat=True))
        assert states == {Status.SUCCEEDED}


def test_a_stop_of_the_parent_and_the_end_of_the_child(world, family, at_each):
    def stop_it():
        stop(the_parent(), kind=StopKind.STOP, why="Enough.", now=world.now)

    for _n in at_each(
        before=family,
        one=stop_it,
        other=lambda: recording.record(family.results, now=world.now),
    ):
        assert the_parent().status == Status.STOPPED


def test_the_end_of_the_child_and_a_stop_of_the_parent(world, family, at_each):
    def stop_it():
        stop(the_parent(), kind=StopKind.ABORT, why="Enough.", now=world.now)

    for _n in at_each(
        before=family,
        one=lambda: recording.record(family.results, now=world.now),
        other=stop_it,
    ):
        assert the_parent().status in {Status.STOPPED, Status.SUCCEEDED}


def test_two_looks_at_the_parent_start_one_child(world, family, at_each):
    process = Process.objects.get(name="Parent")

    def before():
        world.start(process)
        world.broker.take()

    def look():
        family.look(the_parent())

    for _n in at_each(before=before, one=look, other=look):
        assert ProcessRun.objects.count() == 2
