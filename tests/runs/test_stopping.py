from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.utils import timezone

import runs.actions
from runs import claims, recording, sweep
from runs.choices import Origin, Status, StopKind
from runs.keeper import Keeper
from runs.leases import LEASE
from runs.models import StepRun
from runs.slots import Slots
from runs.work import Carrier, Result
from tests.conftest import answered, unanswered

pytestmark = pytest.mark.django_db

CUT = unanswered("The call was cut off.", "cut")


@pytest.fixture
def stop(noon):
    def stop(run, kind=StopKind.STOP):
        stopped = runs.actions.stop(run, kind=kind, by="olga", now=noon)
        run.refresh_from_db()
        return stopped

    return stop


@pytest.fixture
def claim(noon):
    def claim(run):
        carriers = {run.pk: Carrier(robot_id=None, task_id="")}
        return claims.claim(carriers, now=noon, slots=Slots()).work[0]

    return claim


def ended(work, outcome, *, succeeded=False):
    return Result(work=work, succeeded=succeeded, outcome=outcome, error=outcome.error)


def test_a_run_that_has_not_begun_ends_at_once(start, stop):
    run = start()

    assert stop(run)

    assert run.status == Status.STOPPED
    assert run.error == "Stopped by olga."
    assert run.finished_at is not None


def test_a_run_under_way_is_stopping_until_its_call_has_ended(start, stop, claim, noon):
    run = start()
    held = claim(run)

    stop(run)
    assert run.status == Status.STOPPING
    recording.record([ended(held, answered(), succeeded=True)], now=noon)

    run.refresh_from_db()
    assert run.status == Status.STOPPED
    assert StepRun.objects.get().status == Status.SUCCEEDED


def test_an_aborted_call_makes_its_step_stopped(start, stop, claim, noon):
    run = start()
    held = claim(run)

    stop(run, StopKind.ABORT)
    recording.record([ended(held, CUT)], now=noon)

    run.refresh_from_db()
    assert (run.status, run.error) == (Status.STOPPED, "Cut off by olga.")
    assert StepRun.objects.get().status == Status.STOPPED


def test_a_finished_run_cannot_be_stopped(start, stop, work, peer):
    run = start()
    work(run)

    assert not stop(run)
    assert run.status == Status.SUCCEEDED


def test_an_abort_is_not_softened(start, stop, claim):
    run = start()
    claim(run)
    stop(run, StopKind.ABORT)
    stop(run, StopKind.STOP)

    assert run.stop_kind == StopKind.ABORT


def test_a_stopped_run_tries_no_further_attempt(start, stop, work, peer, make_job):
    peer.answers = [answered(503)]
    run = start(process=make_job(attempts=3))
    work(run)

    stop(run)

    assert run.status == Status.STOPPED
    assert StepRun.objects.get().status == Status.STOPPED


def test_a_stop_brings_on_the_next_of_the_lane(
    start, stop, job, hints, django_capture_on_commit_callbacks
):
    job.unique = True
    job.save()
    first, second = start(), start()

    with django_capture_on_commit_callbacks(execute=True):
        stop(first)

    assert hints == [second.pk]


class TestTheKeeper:
    def test_cuts_an_aborted_call(self, start, stop, claim, noon):
        run, keeper = start(), Keeper()
        line = keeper.hold(claim(run))
        stop(run, StopKind.ABORT)

        keeper.look(noon)

        assert line.ended_by == "cut"

    def test_lets_a_softly_stopped_call_end(self, start, stop, claim, noon):
        run, keeper = start(), Keeper()
        line = keeper.hold(claim(run))
        stop(run, StopKind.STOP)

        keeper.look(noon)

        assert line.ended_by == ""

    def test_cuts_a_call_whose_lease_is_lost(self, start, claim, noon):
        run, keeper = start(), Keeper()
        line = keeper.hold(claim(run))
        sweep.sweep(noon + 2 * LEASE)

        keeper.look(noon + 2 * LEASE)

        assert line.ended_by == "cut"

    def test_renews_leases_every_third_of_them(self, start, claim, noon):
        keeper = Keeper()
        keeper.hold(claim(start()))

        for second in range(1, 40):
            keeper.look(noon + dt.timedelta(seconds=second))

        until = StepRun.objects.get().lease_until
        assert until >= noon + dt.timedelta(seconds=34) + LEASE

    def test_asks_one_query_a_second(
        self, start, claim, noon, django_assert_num_queries
    ):
        keeper = Keeper()
        for _call in range(5):
            keeper.hold(claim(start()))
        keeper.look(noon)

        with django_assert_num_queries(1):
            keeper.look(noon + dt.timedelta(seconds=1))

    def test_asks_nothing_without_calls(self, noon, django_assert_num_queries):
        with django_assert_num_queries(0):
            Keeper().look(noon)

    def test_lets_go(self, start, claim, noon):
        keeper, held = Keeper(), claim(start())
        line = keeper.hold(held)
        keeper.release(held)
        sweep.sweep(noon + 2 * LEASE)

        keeper.look(noon + 2 * LEASE)

        assert line.ended_by == ""


class TestADeadline:
    @pytest.fixture
    def hasty(self, make_job):
        return make_job(stop_after_s=60)

    def test_stops_a_run_that_waits(self, start, hasty):
        run = start(process=hasty)

        sweep.sweep(run.created_at + dt.timedelta(seconds=30))
        sweep.sweep(run.created_at + dt.timedelta(seconds=90))

        run.refresh_from_db()
        assert (run.status, run.error) == (Status.STOPPED, sweep.DEADLINE)

    def test_aborts_a_run_that_hangs(self, start, hasty, claim):
        run = start(process=hasty)
        keeper = Keeper()
        line = keeper.hold(claim(run))
        late = run.created_at + dt.timedelta(seconds=61)
        StepRun.objects.update(lease_until=late + LEASE)

        sweep.sweep(late)
        keeper.look(late)

        run.refresh_from_db()
        assert run.status == Status.STOPPING
        assert line.ended_by == "cut"

    def test_does_nothing_in_time(self, start, hasty, work, peer):
        run = start(process=hasty)
        work(run)

        sweep.sweep(run.created_at + dt.timedelta(seconds=90))

        run.refresh_from_db()
        assert run.status == Status.SUCCEEDED


class TestRunAgain:
    def test_takes_the_same_version_and_input(self, start, work, peer, job):
        import jobs.actions

        first = start(input={"a": 1})
        work(first)
        jobs.actions.change(job, {"method": "POST", "url": "http://api.example/new"})

        second = runs.actions.again(first, now=timezone.now())
        work(second)

        assert (second.origin, second.origin_guid) == (Origin.AGAIN, first.guid)
        assert second.input == {"a": 1}
        assert {r.url for r in peer.requests} == {"http://api.example/orders"}


class TestAnIdempotencyKey:
    def test_said_again_is_the_same_run(self, start):
        first = start(idempotency_key="k", input={"a": 1})

        assert start(idempotency_key="k", input={"a": 1}).pk == first.pk

    def test_belongs_to_one_start(self, start):
        from runs.exceptions import StartRefusedError

        start(idempotency_key="k", input={"a": 1})

        with pytest.raises(StartRefusedError, match="another start"):
            start(idempotency_key="k", input={"a": 2})

    def test_is_the_accounts_own(self, start, make_job, stranger):
        first = start(idempotency_key="k")
        theirs = start(process=make_job(owner=stranger), idempotency_key="k")

        assert theirs.pk != first.pk


def test_calls_under_way_are_written_by_a_drain(start, peer, transactional_db):
    from runs.advance import Advancer

    begun, may_end = threading.Event(), threading.Event()

    def hang():
        begun.set()
        may_end.wait(10)
        return answered()

    peer.answers = [hang]
    run, worker = start(), Advancer()
    worker.start()
    worker.bring([run.pk], carrier=Carrier(robot_id=None, task_id=""))
    assert begun.wait(10)
    threading.Timer(0.1, may_end.set).start()

    worker.drain()

    run.refresh_from_db()
    assert run.status == Status.SUCCEEDED
