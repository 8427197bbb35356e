"""The table of states: what each wish comes to in each state."""

from __future__ import annotations

import pytest

from dialects.sherpa.states import Act, JobState, decide

PENDING, RUNNING = JobState.Pending, JobState.In_Progress
STOPPING, ABORTING = JobState.Stopping, JobState.Aborting

FOR_ALL = {
    (PENDING, 8): Act.TAKE,
    (PENDING, 6): Act.STOP,
    (PENDING, 2): Act.ABORT,
    (RUNNING, 8): Act.NOTHING,
    (RUNNING, 6): Act.STOP,
    (RUNNING, 2): Act.ABORT,
    (STOPPING, 6): Act.NOTHING,
    (STOPPING, 2): Act.ABORT,
    (ABORTING, 2): Act.NOTHING,
    (JobState.Stopped, 7): Act.NOTHING,
    (JobState.Aborted, 3): Act.NOTHING,
}
FOR_ITS_ROBOT = {
    **FOR_ALL,
    (RUNNING, 4): Act.SUCCEED,
    (RUNNING, 5): Act.FAIL,
    (STOPPING, 4): Act.SUCCEED,
    (STOPPING, 5): Act.FAIL,
    (STOPPING, 7): Act.GIVE_UP,
}


@pytest.mark.parametrize("state", JobState)
@pytest.mark.parametrize("wish", JobState)
@pytest.mark.parametrize(
    ("is_its_robot", "table"), [(False, FOR_ALL), (True, FOR_ITS_ROBOT)]
)
def test_each_wish_in_each_state(state, wish, is_its_robot, table):
    act = decide(state, wish, is_its_robot=is_its_robot)

    assert act == table.get((state, wish))


def test_the_states_are_the_published_ones():
    assert {state.value: state.name for state in JobState} == {
        0: "Created",
        1: "Pending",
        2: "Aborting",
        3: "Aborted",
        4: "Success",
        5: "Failed",
        6: "Stopping",
        7: "Stopped",
        8: "In_Progress",
    }
