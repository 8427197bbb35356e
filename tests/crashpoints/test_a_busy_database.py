"""A database that is busy, locked or away for a while: it costs time, and no row."""

from __future__ import annotations

import sqlite3
import threading

import pytest
from django.db import DataError, InterfaceError, OperationalError, connection

from runs.choices import Status
from runs.models import ProcessRun
from schedules.models import Occurrence, Schedule

HOUR_S = 3600
SHORT_S, LONG_S = 0.05, 5.0
on_sqlite = pytest.mark.skipif(
    "connection.vendor != 'sqlite'", reason="PostgreSQL locks rows, not itself"
)


class TestAStrike:
    @pytest.fixture(autouse=True)
    def due(self, world, make_job, make_schedule):
        for name in ("one", "two", "three"):
            process = make_job(name=name)
            make_schedule(process=process, expression=str(HOUR_S), now=world.now)
        world.pass_time(HOUR_S)

    @pytest.fixture
    def fails(self, monkeypatch):
        def fails(times, error):
            from schedules import striking

            left, write_ledger = list(range(times)), striking.write_ledger

            def write(rows, *, now):
                if left:
                    left.pop()
                    raise error
                write_ledger(rows, now=now)

            monkeypatch.setattr("schedules.striking.write_ledger", write)

        return fails

    @pytest.mark.parametrize("times", [1, 2, 4, 7])
    @pytest.mark.parametrize("kind", [OperationalError, InterfaceError])
    def test_that_fails_for_a_while_disables_nobody(self, world, fails, times, kind):
        fails(times, kind("deadlock detected"))

        for _second in range(10):
            world.tick()
            world.pass_time(1)

        assert Schedule.objects.filter(enabled=True, error="").count() == 3
        assert Occurrence.objects.count() == 3
        world.live_on()
        world.assert_promises_kept()

    def test_that_one_row_spoils_for_good_disables_that_row(self, world, monkeypatch):
        from schedules import striking

        bad, write_ledger = Schedule.objects.earliest("pk"), striking.write_ledger

        def write(rows, *, now):
            if bad.pk in {schedule.pk for schedule, _decision in rows}:
                raise DataError("integer out of range")
            write_ledger(rows, now=now)

        monkeypatch.setattr("schedules.striking.write_ledger", write)
        world.tick()

        assert list(Schedule.objects.filter(enabled=False)) == [bad]
        assert Occurrence.objects.count() == 2


@on_sqlite
class TestALockedFile:
    @pytest.fixture
    def patience_s(self):
        return SHORT_S

    @pytest.fixture
    def other(self, world, patience_s):
        """Another process's connection; ours waits for it this long."""
        own = connection.settings_dict
        connection.close()
        own["OPTIONS"] = own["OPTIONS"] | {"timeout": patience_s}
        other = sqlite3.connect(
            own["NAME"], isolation_level=None, check_same_thread=False
        )
        yield other
        other.close()

    def test_lets_no_result_be_lost(self, world, make_job, during, monkeypatch, other):
        world.start(make_job(method="POST"))
        during(lambda: other.execute("BEGIN IMMEDIATE"))
        pauses = []

        def wait_for_it(seconds):
            pauses.append(seconds)
            if len(pauses) == 3:
                other.execute("COMMIT")

        monkeypatch.setattr("runs.advance.time.sleep", wait_for_it)
        world.work()

        assert len(pauses) == 3
        assert ProcessRun.objects.get().status == Status.SUCCEEDED
        assert len(world.requests) == 1

    def test_delays_a_strike(self, world, make_schedule, other):
        make_schedule(expression=str(HOUR_S), now=world.now)
        world.pass_time(HOUR_S)
        other.execute("BEGIN IMMEDIATE")
        world.tick()
        other.execute("COMMIT")

        world.tick()

        assert Occurrence.objects.get().outcome == "started"

    class TestForAMoment:
        @pytest.fixture
        def patience_s(self):
            return LONG_S

        def test_fails_no_request_to_the_web(self, world, job, other):
            other.execute("BEGIN IMMEDIATE")
            release = threading.Timer(0.2, other.execute, ["COMMIT"])
            release.start()

            world.start(job)

            release.join()
            assert ProcessRun.objects.get().status == Status.WAITING
