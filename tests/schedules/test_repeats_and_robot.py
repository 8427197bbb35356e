"""What a schedule says about the runs it starts: how often again, and where."""

from __future__ import annotations

import datetime as dt

import pytest

from runs.choices import WaitingFor
from runs.models import ProcessRun, Robot
from schedules import clock

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


def test_a_firing_may_be_repeated_as_often_as_its_schedule_says(make_schedule, noon):
    make_schedule(repeats=2)

    clock.tick(noon + MINUTE)

    assert ProcessRun.objects.get().repeats_left == 2


def test_left_out_nothing_is_repeated(make_schedule, noon):
    make_schedule()

    clock.tick(noon + MINUTE)

    assert ProcessRun.objects.get().repeats_left == 0


def test_the_schedules_robot_stands_in_for_that_of_the_process(make_schedule, noon):
    robot = Robot.objects.create(name="north")
    make_schedule(robot=robot)

    clock.tick(noon + MINUTE)

    run = ProcessRun.objects.get()
    assert (run.robot, run.waiting_for) == (robot, WaitingFor.ROBOT)


def test_without_one_the_process_says_where(make_schedule, job, noon):
    job.robot = Robot.objects.create(name="south")
    job.save()
    make_schedule()

    clock.tick(noon + MINUTE)

    assert ProcessRun.objects.get().robot == job.robot
