from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

import runs.actions
from runs import sweep
from runs.choices import Origin, Status, StopKind, WaitingFor
from runs.models import Process, ProcessRun, StepRun
from runs.stopping import stop
from tests.conftest import answered
from tests.runs.conftest import compose, http, process, wait

pytestmark = pytest.mark.django_db


@pytest.fixture
def child(planned):
    return planned(
        http("call"),
        name="Child",
        plan={
            "outputs": {"y": "{{ input.x || 'none' }}"},
            "parameters": [{"name": "x"}],
        },
    )


@pytest.fixture
def lived(start, work, peer):
    def lived(parent, *, answers=(), **wanted):
        peer.answers = list(answers)
        run = start(process=parent, **wanted)
        work(run)
        return run

    return lived


def only_child():
    return ProcessRun.objects.get(origin=Origin.PROCESS)


def test_the_output_of_the_other_run_becomes_the_steps(planned, child, lived):
    parent = planned(
        process("sub", child, input={"x": "{{ input.a }}"}),
        compose("after", "sub", outputs={"z": "{{ steps.sub.output.y }}"}),
    )

    run = lived(parent, input={"a": "given"})

    assert run.status == Status.SUCCEEDED
    assert StepRun.objects.get(key="after").output == {"z": "given"}
    sub = only_child()
    assert sub.origin_guid == StepRun.objects.get(key="sub").guid
    assert (sub.depth, sub.input, sub.account) == (1, {"x": "given"}, run.account)


def test_the_run_waits_and_holds_no_worker(planned, start, noon, child):
    from runs import claims
    from runs.slots import Slots
    from runs.work import Carrier

    run = start(process=planned(process("sub", child)))
    carrier = Carrier(robot_id=None, task_id="")

    claimed = claims.claim({run.pk: carrier}, now=noon, slots=Slots())

    run.refresh_from_db()
    assert claimed.again == [only_child().pk]
    assert (run.status, run.waiting_for) == (Status.RUNNING, WaitingFor.CHILD)
    assert run.wake_at == noon + dt.timedelta(minutes=1)


@pytest.mark.parametrize(
    ("answer", "state"), [(answered(500), "failed"), (answered(), "succeeded")]
)
def test_the_step_ends_as_the_other_run_did(planned, child, lived, answer, state):
    run = lived(planned(process("sub", child)), answers=[answer])

    assert run.status == state
    assert run.error == only_child().error


def test_a_lost_run_makes_the_step_lost(planned, start, work, child, monkeypatch):
    run = start(process=planned(process("sub", child)))
    monkeypatch.setattr("runs.slots.Slots.free", lambda *_args: 0)
    work(run)
    ProcessRun.objects.filter(pk=only_child().pk).update(
        status=Status.LOST, finished_at=timezone.now(), error="Unknown."
    )

    work(run)

    assert (run.status, run.error) == (Status.LOST, "Unknown.")


def test_a_change_of_the_other_process_is_seen_at_its_start(planned, child, lived):
    plan = {"steps": [], "outputs": {"y": "new"}}
    parent = planned(process("sub", child))
    runs.actions.publish(child, definition={}, plan=plan)

    lived(parent)

    assert StepRun.objects.get(key="sub").output == {"y": "new"}


class TestRefusedInWords:
    def refused(self, lived, parent, word, **wanted):
        run = lived(parent, **wanted)
        assert run.status == Status.FAILED
        assert word in run.error

    def test_a_process_that_was_deleted(self, planned, child, lived, noon):
        runs.actions.archive(child, now=noon)
        self.refused(lived, planned(process("sub", child)), "not there")

    def test_one_of_another_account(self, planned, lived, stranger):
        theirs = planned(compose("a"), owner=stranger)
        self.refused(lived, planned(process("sub", theirs)), "not there")

    def test_one_that_is_switched_off(self, planned, child, lived):
        Process.objects.filter(pk=child.pk).update(enabled=False)
        self.refused(lived, planned(process("sub", child)), "switched off")

    def test_input_it_does_not_take(self, planned, child, lived):
        parent = planned(process("sub", child, input={"x": 1, "z": 2}))
        self.refused(lived, parent, "input.x")

    def test_itself_again_and_again(self, planned, lived):
        endless = planned(compose("a"))
        plan = {"steps": [process("sub", endless)]}
        runs.actions.publish(endless, definition={}, plan=plan)
        self.refused(lived, endless, "8 processes")
        assert ProcessRun.objects.count() == 9

    def test_a_lane_that_it_holds_itself(self, planned, lived):
        one = planned(compose("a"), unique=True)
        between = planned(process("sub", one))
        plan = {"steps": [process("sub", between)]}
        runs.actions.publish(one, definition={}, plan=plan)
        self.refused(lived, one, "wait for itself")


def test_a_run_behind_another_of_its_lane_is_waited_for(planned, start, work, peer):
    one = planned(http("call"), unique=True)
    first = start(process=one)
    parent = start(process=planned(process("sub", one)))

    work(parent, first)

    assert (parent.status, first.status) == (Status.SUCCEEDED, Status.SUCCEEDED)


class TestAStop:
    @pytest.fixture
    def hanging(self, planned, start, work):
        """A run that waits for a run that waits for a run that waits."""
        lowest = planned(wait("pause", for_s=3600))
        middle = planned(process("sub", lowest))
        run = start(process=planned(process("sub", middle), compose("z", "sub")))
        work(run)
        return run

    @pytest.mark.parametrize("kind", [StopKind.STOP, StopKind.ABORT])
    def test_reaches_all_runs_below(self, hanging, work, kind):
        stop(hanging, kind=kind, why="Enough.", now=timezone.now())
        work(*ProcessRun.objects.order_by("-pk"))

        hanging.refresh_from_db()
        assert (hanging.status, hanging.error) == (Status.STOPPED, "Enough.")
        assert set(ProcessRun.objects.values_list("status", "stop_kind")) == {
            (Status.STOPPED, kind)
        }
        states = set(StepRun.objects.values_list("status", flat=True))
        assert states == {Status.STOPPED}

    def test_of_the_lowest_one_fails_those_above(self, hanging, work):
        lowest = ProcessRun.objects.latest("pk")

        stop(lowest, kind=StopKind.STOP, why="Enough.", now=timezone.now())
        work(*ProcessRun.objects.order_by("-pk"))

        hanging.refresh_from_db()
        assert hanging.status == Status.FAILED
        assert "Enough." in hanging.error

    def test_names_the_runs_that_follow(
        self, hanging, hints, django_capture_on_commit_callbacks
    ):
        hints.clear()

        with django_capture_on_commit_callbacks(execute=True):
            stop(hanging, kind=StopKind.STOP, why="Enough.", now=timezone.now())

        assert hanging.pk + 1 in hints

    def test_by_the_deadline_reaches_them_too(self, planned, start, work):
        child = planned(wait("pause", for_s=3600))
        run = start(process=planned(process("sub", child), stop_after_s=60))
        work(run)
        late = timezone.now() + dt.timedelta(seconds=61)

        sweep.sweep(late)
        work(run)

        assert run.status == Status.STOPPED
        assert only_child().status == Status.STOPPED


def test_a_run_whose_end_was_not_heard_is_found_again(
    planned, start, work, child, hints, monkeypatch, peer
):
    run = start(process=planned(process("sub", child)))
    with monkeypatch.context() as deaf:
        deaf.setattr("runs.settling._parents", lambda _runs: [])
        work(run)
    assert run.waiting_for == WaitingFor.CHILD
    assert only_child().status == Status.SUCCEEDED
    hints.clear()

    sweep.sweep(timezone.now() + dt.timedelta(seconds=70))
    assert hints == [run.pk]
    work(run)

    assert run.status == Status.SUCCEEDED
