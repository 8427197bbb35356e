"""GET process/status/{robustaSpid}: one spid for repeats, and for a plan's firings."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

import schedules.actions
from runs.models import ProcessRun
from schedules import clock as beat
from schedules.models import Schedule
from tests.dialects.conftest import payload
from tests.dialects.robusta.conftest import STATUS, fail, newest

FRIDAYS = "0 6 6 ? * FRI"
FRIDAY = dt.datetime(2026, 3, 6, 6, 6, tzinfo=dt.UTC)


class TestRepeats:
    def test_it_has_failed_only_when_all_are_used_up(self, status, spid, process):
        guid = spid(retryCount="2")

        seen = []
        for _each in range(3):
            seen.append(status(guid)["status"])
            fail(newest())

        assert seen == ["WAITING", "WAITING", "WAITING"]
        assert status(guid) == {"status": "FAILED", "message": "It broke."}
        assert ProcessRun.objects.count() == 3

    def test_one_that_goes_well_is_what_is_told(self, status, spid, process, work):
        guid = spid(retryCount=1, values={"username": "U", "surname": "S"})
        fail(newest())
        work(newest())

        assert status(guid)["__out_x"] == "U S"

    def test_a_plans_firing_is_repeated_under_its_spid(
        self, clock, status, spid, process
    ):
        guid = spid(quartzDef=FRIDAYS, retryCount="1", runOnce="Y")
        clock.move_to(FRIDAY)
        beat.tick(FRIDAY)
        fail(newest())

        assert status(guid)["status"] == "WAITING"
        fail(newest())
        assert status(guid)["status"] == "FAILED"

    def test_nothing_is_repeated_unless_asked_for(self, status, spid, process):
        guid = spid()
        fail(newest())

        assert status(guid)["status"] == "FAILED"
        assert ProcessRun.objects.count() == 1


class TestAPlan:
    def test_before_its_first_firing_it_waits_until_then(
        self, clock, status, spid, process
    ):
        told = status(spid(quartzDef=FRIDAYS))

        assert told["status"] == "WAITING"
        assert "until 2026-03-06 06:06:00 (UTC)" in told["message"]

    def test_a_window_without_a_firing_waits_for_ever(self, status, door, process):
        raw = payload("robusta/start.request.txt")
        guid = door.send("POST", "/scheduler/connector-api/process/start", raw).json()[
            "robustaSpid"
        ]

        told = status(guid)

        assert told["status"] == "WAITING"
        assert "will not run" in told["message"]

    def test_its_current_run_is_told(self, clock, status, spid, process):
        guid = spid(quartzDef=FRIDAYS)
        clock.move_to(FRIDAY)
        beat.tick(FRIDAY)
        ProcessRun.objects.update(status="running")

        assert status(guid)["status"] == "RUNNING"

    def test_between_two_firings_it_waits_and_tells_of_the_last(
        self, clock, status, spid, process, work
    ):
        guid = spid(quartzDef=FRIDAYS)
        clock.move_to(FRIDAY)
        beat.tick(FRIDAY)
        work(newest())

        told = status(guid)

        assert list(told) == ["status", "message"]
        assert told["status"] == "WAITING"
        assert "2026-03-13 06:06:00" in told["message"]
        assert "succeeded" in told["message"]

    def test_after_the_last_firing_its_outputs_are_there(
        self, clock, status, spid, process, work
    ):
        guid = spid(quartzDef=FRIDAYS, runOnce="Y", values={"username": "U"})
        clock.move_to(FRIDAY)
        beat.tick(FRIDAY)
        work(newest())

        told = status(guid)

        assert told["status"] == "SUCCEEDED"
        assert "__out_x" in told

    def test_a_run_under_way_is_told_before_one_that_waits(
        self, clock, status, spid, process
    ):
        guid = spid(quartzDef=FRIDAYS, runImmediately="Y")
        ProcessRun.objects.update(status="running")
        clock.move_to(FRIDAY)
        beat.tick(FRIDAY)

        assert ProcessRun.objects.count() == 2
        assert status(guid)["status"] == "RUNNING"

    def test_one_that_rests_says_so(self, clock, status, spid, process, noon):
        guid = spid(quartzDef=FRIDAYS)
        schedules.actions.pause(Schedule.objects.get(), now=noon)

        assert status(guid) == {"status": "WAITING", "message": "Its plan is paused."}

    def test_deleted_it_still_tells_of_what_it_did(
        self, clock, status, door, spid, process, work
    ):
        guid = spid(quartzDef=FRIDAYS, runImmediately="Y")
        never = spid(quartzDef=FRIDAYS)
        work(newest())
        for schedule in Schedule.objects.all():
            schedules.actions.delete(schedule, now=timezone.now())

        assert status(guid)["status"] == "SUCCEEDED"
        assert door.get(STATUS + never).status_code == 404

    def test_each_of_its_runs_is_found_by_its_own_guid_as_well(
        self, status, spid, process, work
    ):
        spid(quartzDef=FRIDAYS, runImmediately="Y")
        work(newest())

        assert status(str(newest().guid))["status"] == "SUCCEEDED"
