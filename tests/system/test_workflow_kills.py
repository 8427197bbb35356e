"""kill -9 of a worker in a workflow of five steps, while both of its branches are under
way, and again before its last step: what may be repeated is, the rest is lost, and
nothing is done twice that had ended."""

from __future__ import annotations

import pytest

import runs.actions
from runs.choices import Status
from runs.models import Process, ProcessRun
from runs.sweep import WORKER_DIED

pytestmark = [
    pytest.mark.system,
    pytest.mark.enable_socket,
    pytest.mark.timeout(90),
]
# A lease, a sweep, and what a busy machine adds.
SWEPT_UP_S = 25


@pytest.fixture
def diamond(machine, account):
    """first → left and right → join (no call) → last, each at a path of its own."""

    def call(method, path):
        url = f"{machine.recorder.url}{path}"
        request = {"method": method, "url": url, "headers": {}, "body": {}}
        return {"request": request | {"internal": False}}

    def diamond(method, *, branches, last):
        steps = [
            {"key": "first", **call(method, f"/{method}/first")},
            {"key": "left", "needs": ["first"], **call(method, branches)},
            {"key": "right", "needs": ["first"], **call(method, branches)},
            {"key": "join", "kind": "compose", "needs": ["left", "right"]},
            {"key": "last", "needs": ["join"], **call(method, last)},
        ]
        name = f"{method} {branches} {last}"
        process = Process.objects.create(account=account, kind="workflow", name=name)
        runs.actions.publish(process, definition={}, plan={"steps": steps})
        return process

    return diamond


def states(run):
    return dict(run.step_runs.values_list("key", "status"))


def attempts(run):
    return dict(run.step_runs.values_list("key", "attempts_made"))


def ended(runs):
    return not ProcessRun.objects.filter(
        pk__in=[run.pk for run in runs], finished_at=None
    ).exists()


def test_a_worker_is_killed_in_both_branches_and_before_the_end(machine, diamond):
    recorder = machine.recorder
    machine.beat()
    doomed = machine.parked_worker("doomed")
    early = {
        method: machine.start(diamond(method, branches="/hold", last="/end"))
        for method in ("GET", "POST")
    }
    late = {
        method: machine.start(diamond(method, branches="/quick", last="/hold/last"))
        for method in ("GET", "POST")
    }
    machine.until(
        lambda: (
            len(recorder.came("/hold")) == 4 and len(recorder.came("/hold/last")) == 2
        ),
        what="both branches, and the last steps, are under way",
        within_s=20,
    )

    doomed.process.kill()
    recorder.let_go()
    machine.worker()
    machine.until(
        lambda: ended([*early.values(), *late.values()]),
        what="every run is swept up",
        within_s=SWEPT_UP_S,
    )

    for run in (*early.values(), *late.values()):
        run.refresh_from_db()
    assert early["GET"].status == late["GET"].status == Status.SUCCEEDED
    assert attempts(early["GET"]) == {
        **dict.fromkeys(("first", "last"), 1),
        **dict.fromkeys(("left", "right"), 2),
        "join": 0,
    }
    assert attempts(late["GET"]) == {
        **dict.fromkeys(("first", "left", "right"), 1),
        "join": 0,
        "last": 2,
    }
    for run in (early["POST"], late["POST"]):
        assert (run.status, run.error) == (Status.LOST, WORKER_DIED)
    assert states(early["POST"]) == {
        "first": "succeeded",
        **dict.fromkeys(("left", "right"), "lost"),
    }
    assert states(late["POST"]) == {
        **dict.fromkeys(("first", "left", "right", "join"), "succeeded"),
        "last": "lost",
    }
    for path in ("/GET/first", "/POST/first"):
        assert len(recorder.came(path)) == 2
    machine.assert_promises_kept()
