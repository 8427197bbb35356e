"""What cannot be read or written ends its own run, in words, and no other."""

from __future__ import annotations

import pytest

from runs import recording
from runs.choices import Status
from runs.models import Attempt, ProcessRun, ProcessVersion
from tests.crashpoints.world import Crash

UNREADABLE = {"steps": [{"key": "call", "colour": "green"}]}


@pytest.fixture
def bad(make_job):
    return make_job(method="GET", name="bad")


@pytest.fixture
def good(make_job):
    return make_job(method="GET", name="good")


def status(job):
    return ProcessRun.objects.get(process=job.pk).status


class TestAResultThatCannotBeWritten:
    @pytest.fixture
    def spoilt(self, bad, monkeypatch):
        row_of = recording._attempt_row

        def row(result, *, now):
            if result.work.run.process_id == bad.pk and result.outcome:
                raise TypeError("bytes have no place in a row")
            return row_of(result, now=now)

        monkeypatch.setattr("runs.recording._attempt_row", row)

    def test_fails_its_run_and_no_other(self, world, bad, good, spoilt):
        world.start(bad)
        world.start(good)

        world.work()

        assert status(good) == Status.SUCCEEDED
        run = ProcessRun.objects.get(process=bad.pk)
        assert (run.status, run.error) == (Status.FAILED, recording.UNWRITABLE)
        world.assert_promises_kept()

    def test_and_if_even_that_cannot_be_written_its_lease_runs_out(
        self, world, make_job, good, monkeypatch
    ):
        lost = make_job(method="POST")
        row_of = recording._attempt_row

        def row(result, *, now):
            if result.work.run.process_id == lost.pk:
                raise TypeError
            return row_of(result, now=now)

        monkeypatch.setattr("runs.recording._attempt_row", row)
        world.start(lost)
        world.start(good)

        world.work()
        world.live_on()

        assert (status(good), status(lost)) == (Status.SUCCEEDED, Status.LOST)
        world.assert_promises_kept()

    def test_a_sign_that_no_database_takes_is_replaced(self, world, make_job):
        world.start(make_job(body='a{{ `"\\u0000"` }}b'))

        world.work()

        assert ProcessRun.objects.get().status == Status.SUCCEEDED
        assert Attempt.objects.get().request["body"] == "a�b"


class TestAPlanThatCannotBeRead:
    @pytest.fixture
    def spoil(self, bad):
        from runs import plans

        def spoil():
            ProcessVersion.objects.filter(process=bad.pk).update(plan=UNREADABLE)
            plans.of_version.cache_clear()

        return spoil

    def test_fails_its_run_and_no_other(self, world, bad, good, spoil):
        world.start(bad)
        world.start(good)
        spoil()

        world.work()

        assert status(good) == Status.SUCCEEDED
        run = ProcessRun.objects.get(process=bad.pk)
        assert run.status == Status.FAILED
        assert "internal error" in run.error

    def test_stops_no_sweep(self, world, bad, good, spoil):
        for job in (bad, good):
            world.start(job)
            world.die_at("runs.attempts.carry_out")
            with pytest.raises(Crash):
                world.work()
        spoil()

        world.pass_time(16)
        world.tick()
        world.work()

        assert (status(bad), status(good)) == (Status.FAILED, Status.SUCCEEDED)

    def test_stops_no_deadline(self, world, make_job, bad, spoil):
        late = make_job(stop_after_s=30)
        bad.stop_after_s = 30
        bad.save()
        world.start(bad)
        world.start(late)
        world.broker.take()
        spoil()

        world.pass_time(31)
        world.tick()

        assert (status(bad), status(late)) == (Status.FAILED, Status.STOPPED)


@pytest.mark.parametrize("garbage", ["orders", None, 10**30, -1, [1], {"id": 1}, 1.5])
def test_garbage_in_a_message_is_dropped(world, good, garbage):
    world.start(good)
    world.broker.messages[0].insert(0, garbage)

    world.work()

    assert status(good) == Status.SUCCEEDED
