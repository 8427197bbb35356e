"""The list of workers, and whether they are there."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from runs.models import Robot


@pytest.mark.parametrize(
    ("age_s", "state"), [(1, "there"), (60, "not there"), (None, "not there")]
)
def test_its_state_is_told_by_when_it_was_seen(member, age_s, state):
    seen = None if age_s is None else timezone.now() - dt.timedelta(seconds=age_s)
    robot = Robot.objects.create(name="vm", last_seen_at=seen)

    assert f"vm {state} " in member.text("runs_robot_changelist")
    assert f"State: {state} " in member.text("runs_robot_change", robot.pk)
