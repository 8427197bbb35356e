"""A worker dies at every point of a run's life (promises 2 and 4)."""

from __future__ import annotations

import pytest

from runs.choices import Status
from runs.models import ProcessRun
from runs.sweep import WORKER_DIED
from tests.crashpoints.world import Crash

BEFORE, AFTER = False, True
# Where it dies; what was sent of a GET in the end; how a POST ends, and what was sent.
POINTS = {
    "after the commit, before the hint": ("runs.dispatch.publish", BEFORE, 1, "ok", 1),
    "in the claim": ("runs.wallet.opened", BEFORE, 1, "ok", 1),
    "after the claim": ("runs.claims.claim", AFTER, 1, "lost", 0),
    "before it is sent": ("runs.attempts.carry_out", BEFORE, 1, "lost", 0),
    "after it was sent": ("runs.steps.http.execute", AFTER, 2, "lost", 1),
    "before the write": ("runs.recording.record", BEFORE, 2, "lost", 1),
    "in the write": ("runs.recording._step_row", AFTER, 2, "lost", 1),
    "before the write commits": ("runs.settling.only_step", AFTER, 2, "lost", 1),
    "after the write": ("runs.recording.record", AFTER, 1, "ok", 1),
    "on letting go": ("runs.advance.Advancer._let_go", BEFORE, 1, "ok", 1),
}
# A lost hint costs ten seconds, a lost lease fifteen, and each a stride of the test.
SOON_S = 30


@pytest.fixture
def live_and_die(world, make_job):
    def live(method):
        world.start(make_job(method=method))
        world.work()

    def die(method):
        with pytest.raises(Crash):
            live(method)

    return die


def seconds(run):
    return (run.finished_at - run.created_at).total_seconds()


@pytest.mark.parametrize("point", POINTS)
def test_what_may_be_repeated_succeeds_in_the_end(world, live_and_die, point):
    path, after, sent, _end, _times = POINTS[point]
    world.die_at(path, after=after)
    live_and_die("GET")

    world.live_on()

    run = ProcessRun.objects.get()
    assert run.status == Status.SUCCEEDED
    assert len(world.requests) == sent
    assert len({request.key for request in world.requests}) == 1
    assert seconds(run) <= SOON_S
    world.assert_promises_kept()


@pytest.mark.parametrize("point", POINTS)
def test_what_must_not_be_repeated_is_sent_once_or_lost(world, live_and_die, point):
    path, after, _sent, end, times = POINTS[point]
    world.die_at(path, after=after)
    live_and_die("POST")

    world.live_on()

    run = ProcessRun.objects.get()
    if end == "ok":
        assert run.status == Status.SUCCEEDED
    else:
        assert (run.status, run.error) == (Status.LOST, WORKER_DIED)
    assert len(world.requests) == times
    assert seconds(run) <= SOON_S
    world.assert_promises_kept()
