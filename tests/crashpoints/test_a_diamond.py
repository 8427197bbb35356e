"""A worker dies at every point in the life of a workflow of five steps: two branches
that run beside each other, a join without a call, and what comes after it."""

from __future__ import annotations

import itertools

import pytest
from django.db import Error, close_old_connections, connection

import runs.actions
from runs.choices import Status
from runs.models import Process, ProcessRun, StepRun
from runs.sweep import WORKER_DIED
from tests.crashpoints.nth_statement import AtNth, cut, refused, unanswered
from tests.crashpoints.world import Crash

__all__ = ["connection"]  # for the conditions below
BEFORE, AFTER = False, True
KEYS = ["first", "left", "right", "join", "last"]
# Points that each of several steps passes, and how often the diamond passes them.
POINTS = [
    *(("runs.claims.claim", AFTER, visit) for visit in (1, 2, 3)),
    *(("runs.claims._settle", BEFORE, visit) for visit in (1, 2, 3)),
    *(("runs.progress.write", AFTER, visit) for visit in (2, 3)),
    *(("runs.looking._begin", AFTER, visit) for visit in (2, 3, 4, 5)),
    *(("runs.wallet.opened", BEFORE, visit) for visit in (1, 2, 3)),
    *(("runs.attempts.carry_out", BEFORE, visit) for visit in (1, 2, 3, 4)),
    *(("runs.steps.http.execute", AFTER, visit) for visit in (1, 2, 3, 4)),
    *(("runs.recording.record", BEFORE, visit) for visit in (1, 2, 3)),
    *(("runs.recording._step_row", AFTER, visit) for visit in (1, 2, 3, 4)),
    *(("runs.recording.record", AFTER, visit) for visit in (1, 2, 3)),
    *(("runs.advance.Advancer._let_go", BEFORE, visit) for visit in (1, 2, 3, 4)),
    ("runs.endings.rows", AFTER, 6),
]
# Of these, those after which nobody can know whether the target was asked.
UNKNOWN = {
    ("runs.claims.claim", AFTER),
    ("runs.attempts.carry_out", BEFORE),
    ("runs.steps.http.execute", AFTER),
    ("runs.recording.record", BEFORE),
    ("runs.recording._step_row", AFTER),
    ("runs.endings.rows", AFTER),
}


@pytest.fixture
def diamond(account):
    def diamond(method):
        request = {"method": method, "url": "http://api.example/", "headers": {}}
        request |= {"body": {}, "internal": False}
        outputs = {"sum": "{{ [steps.left.status, steps.right.status] }}"}
        join = {"kind": "compose", "needs": ["left", "right"], "outputs": outputs}
        steps = [
            {"key": "first", "request": request},
            {"key": "left", "request": request, "needs": ["first"]},
            {"key": "right", "request": request, "needs": ["first"]},
            {"key": "join", **join},
            {"key": "last", "request": request, "needs": ["join"]},
        ]
        process = Process.objects.create(account=account, kind="workflow", name=method)
        plan = {"steps": steps, "outputs": {"x": "{{ steps.join.output.sum }}"}}
        runs.actions.publish(process, definition={}, plan=plan)
        return process

    return diamond


def states():
    return dict(StepRun.objects.values_list("key", "status"))


def assert_ended_well(world):
    run = ProcessRun.objects.get()
    assert (run.status, run.error) == (Status.SUCCEEDED, "")
    assert run.output == {"x": ["succeeded", "succeeded"]}
    assert states() == dict.fromkeys(KEYS, "succeeded")
    assert len({request.key for request in world.requests}) == 4


@pytest.mark.parametrize(("path", "after", "visit"), POINTS)
def test_what_may_be_repeated_comes_to_its_end(world, diamond, path, after, visit):
    world.start(diamond("GET"))
    world.die_at(path, after=after, visit=visit)
    with pytest.raises(Crash):
        world.work()

    world.live_on()

    assert_ended_well(world)
    world.assert_promises_kept()


@pytest.mark.parametrize(("path", "after", "visit"), POINTS)
def test_what_must_not_be_repeated_is_sent_once_or_lost(
    world, diamond, path, after, visit
):
    world.start(diamond("POST"))
    world.die_at(path, after=after, visit=visit)
    with pytest.raises(Crash):
        world.work()

    world.live_on()

    if (path, after) in UNKNOWN:
        run = ProcessRun.objects.get()
        assert (run.status, run.error) == (Status.LOST, WORKER_DIED)
        assert states()["first"] in {"succeeded", "lost"}
    else:
        assert_ended_well(world)
    assert len({request.key for request in world.requests}) == len(world.requests)
    world.assert_promises_kept()


FAULTS = [
    pytest.param(
        refused,
        marks=pytest.mark.skipif("connection.vendor != 'sqlite'", reason="see `cut`"),
    ),
    *(
        pytest.param(
            fault,
            marks=pytest.mark.skipif(
                "connection.vendor != 'postgresql'", reason="SQLite has no server"
            ),
        )
        for fault in (unanswered, cut)
    ),
]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_each_statement_of_its_life_fails_once(world, diamond, fault, method):
    process = diamond(method)
    for n in itertools.count(1):
        failing = AtNth(n, fault)
        with failing.armed():
            try:
                world.start(process)
            except Error:
                close_old_connections()
            world.work()
        world.tick()
        world.live_on()
        for run in ProcessRun.objects.all():
            # A claim of which nobody heard counts as sent.
            unheard = fault is unanswered and method == "POST"
            assert run.status == Status.SUCCEEDED or (unheard and run.status == "lost")
        world.assert_promises_kept()
        if not failing.was_met:
            assert_ended_well(world)
            break
        world.requests.clear()
        world.broker.take()
        StepRun.objects.all().delete()
        ProcessRun.objects.all().delete()
    assert n > 40, "fewer statements than such a life has"
