from __future__ import annotations

import pytest

from tests.dialects.sherpa.conftest import UPDATE, Orchestrator, encoded, fixture

SITUATIONS = {
    1: {"status": "waiting"},
    2: {"status": "stopping", "stop_kind": "abort"},
    3: {"status": "stopped", "stop_kind": "abort"},
    4: {"status": "succeeded"},
    5: {"status": "failed"},
    6: {"status": "stopping", "stop_kind": "stop"},
    7: {"status": "stopped", "stop_kind": "stop"},
    8: {"status": "running"},
}
# What an ordinary caller may wish for, and what the job is then: a call of ours is
# under way where it runs.
ALLOWED = {
    (1, 8): 8,
    (1, 6): 7,
    (1, 2): 3,
    (8, 8): 8,
    (8, 6): 6,
    (8, 2): 2,
    (6, 6): 6,
    (6, 2): 2,
    (2, 2): 2,
    (7, 7): 7,
    (3, 3): 3,
}


@pytest.fixture
def situation(make_run, make_step):
    """A job of ours in a state; where it runs, a worker makes a call."""

    def make(number):
        values = SITUATIONS[number]
        run = make_run(**values)
        if values["status"] in {"running", "stopping"}:
            make_step(run, "call", status="running")
        return run

    return make


@pytest.fixture
def taken(orchestrator, make_run):
    """A job that this client carries out itself."""
    run = make_run(status="waiting", waiting_for="turn")
    assert orchestrator.set(run, 8).content == b"[]"
    return run


@pytest.mark.parametrize("wish", range(9))
@pytest.mark.parametrize("state", SITUATIONS)
def test_each_wish_in_each_state(orchestrator, situation, state, wish):
    run = situation(state)

    answer = orchestrator.set(run, wish)

    if (state, wish) in ALLOWED:
        assert (answer.status_code, answer.content) == (200, b"[]")
    else:
        assert answer.status_code == 400
        assert answer.json()["message"].startswith("Status: ")
    assert orchestrator.read(run)["status"] == ALLOWED.get((state, wish), state)


@pytest.mark.parametrize("number", [9, -1, 1.5, "x", "Success", [], True, 10**30])
def test_an_unknown_number_names_those_that_there_are(orchestrator, make_run, number):
    run = make_run(status="waiting")

    answer = orchestrator.set(run, number)

    assert answer.status_code == 400
    assert answer.json()["message"] == (
        "Status: There is no such state. Give one from 0 to 8."
    )
    assert orchestrator.read(run)["status"] == 1


@pytest.mark.parametrize("status", [None, "", " "])
def test_without_a_status_the_missing_field_is_named(orchestrator, make_run, status):
    answer = orchestrator.set(make_run(), status)

    assert answer.json()["message"] == "Status: This field is missing."


@pytest.mark.parametrize("method", ["post", "put"])
@pytest.mark.parametrize(
    ("guid", "status"),
    [
        ("Guid", "Status"),
        ("guid", "status"),
        ("GUID", "STATUS"),
        ("job_guid", "Status"),
    ],
)
@pytest.mark.parametrize("as_form", [True, False])
def test_update_takes_post_and_put_json_and_forms_in_any_case(
    orchestrator, make_run, method, guid, status, as_form
):
    run = make_run(status="waiting")
    fields = {guid: str(run.guid), status: "6"}

    sent = {"form": fields} if as_form else {"body": fields}
    answer = orchestrator.ask(method, UPDATE, **sent)

    assert (answer.status_code, answer.content) == (200, b"[]")
    assert orchestrator.read(run)["status"] == 7


@pytest.mark.parametrize("ident", ["554ab883-1f82-48e1-bb12-5049002e7d70", "0", "x"])
def test_a_job_that_is_not_there_is_404(orchestrator, ident):
    answer = orchestrator.post(UPDATE, {"Guid": ident, "Status": 8})

    assert answer.status_code == 404


class TestAnOutsideRobot:
    def test_takes_a_waiting_job_and_our_workers_leave_it(
        self, orchestrator, taken, work, peer
    ):
        work(taken)

        assert peer.requests == []
        assert (taken.status, taken.waiting_for) == ("running", "answer")
        assert orchestrator.read(taken)["status"] == 8

    @pytest.mark.parametrize(("said", "status"), [(4, "succeeded"), (5, "failed")])
    def test_says_how_it_ended(self, orchestrator, taken, said, status):
        answer = orchestrator.set(taken, said)

        assert answer.content == b"[]"
        taken.refresh_from_db()
        assert taken.status == status
        assert orchestrator.read(taken)["status"] == said

    def test_may_tell_outputs_and_an_error(self, orchestrator, taken, make_run):
        other = make_run(status="waiting")
        orchestrator.set(other, 8)

        orchestrator.set(taken, 4, Output={"x": "Tim Duncan"})
        orchestrator.set(other, 5, Error="The window was gone.")

        taken.refresh_from_db(), other.refresh_from_db()
        assert taken.output == {"x": "Tim Duncan"}
        assert other.error == "The window was gone."

    @pytest.mark.parametrize("said", [4, 5])
    def test_is_the_only_one_who_says_how_it_ended(
        self, orchestrator, colleague, taken, said
    ):
        answer = colleague.set(taken, said)

        assert answer.status_code == 400
        assert answer.json()["message"] == (
            "Status: Only whoever carries the job out may say this."
        )
        assert orchestrator.read(taken)["status"] == 8

    @pytest.mark.parametrize("said", [4, 5, 7])
    def test_ends_a_job_that_was_asked_to_stop(
        self, orchestrator, colleague, taken, said
    ):
        assert colleague.set(taken, 6).content == b"[]"
        assert orchestrator.read(taken)["status"] == 6
        assert colleague.set(taken, 7).status_code == 400

        assert orchestrator.set(taken, said).content == b"[]"

        assert orchestrator.read(taken)["status"] == 7

    def test_loses_a_job_that_is_aborted_at_once(self, orchestrator, colleague, taken):
        colleague.set(taken, 2)

        assert orchestrator.read(taken)["status"] == 3
        assert orchestrator.set(taken, 4).status_code == 400
        assert orchestrator.set(taken, 3).content == b"[]"

    def test_reports_once(self, orchestrator, taken):
        orchestrator.set(taken, 4)

        assert orchestrator.set(taken, 5).status_code == 400
        assert orchestrator.read(taken)["status"] == 4

    def test_a_second_taker_changes_nothing_and_may_not_report(
        self, orchestrator, colleague, taken
    ):
        assert colleague.set(taken, 8).content == b"[]"

        assert colleague.set(taken, 4).status_code == 400
        assert orchestrator.set(taken, 4).status_code == 200

    def test_a_worker_that_was_faster_keeps_it(
        self, orchestrator, make_run, monkeypatch
    ):
        from runs import actions

        run = make_run(status="waiting")

        def too_late(run, **_rest):
            type(run).objects.filter(pk=run.pk).update(status="running")
            return False

        monkeypatch.setattr(actions, "take", too_late)

        assert orchestrator.set(run, 8).content == b"[]"
        assert orchestrator.set(run, 4).status_code == 400

    def test_a_job_that_must_wait_for_its_turn_is_not_taken(
        self, orchestrator, make_run, process
    ):
        lane = process.guid
        make_run(status="running", lane=lane)
        run = make_run(status="waiting", lane=lane)

        answer = orchestrator.set(run, 8)

        assert answer.status_code == 400
        assert answer.json()["message"] == (
            "Status: The job must wait for its turn or its robot."
        )
        assert orchestrator.read(run)["status"] == 1

    def test_an_internal_call_cannot_take_a_job(self, make_run, account):
        from accounts import internal_credentials

        claim = internal_credentials.Claim(
            account_id=account.pk, method="POST", path="/api/job/update", run="x"
        )
        caller = Orchestrator(Authorization=internal_credentials.sign(claim))

        assert caller.set(make_run(status="waiting"), 8).status_code == 400


class TestARobotThatIsNamed:
    @pytest.fixture
    def robot(self, make_robot):
        return make_robot("clerk")

    @pytest.fixture
    def clerk(self, made, robot):
        """The robot's GUID as user, the key's secret as password."""
        pair = encoded(f"{robot.guid}:{made.secret}")
        return Orchestrator(Authorization=f"Basic {pair}")

    @pytest.mark.parametrize("where", ["sign-in", "RobotGUID", "robot_id", "Robot"])
    def test_needs_no_guid_for_its_one_active_job(
        self, orchestrator, clerk, robot, make_run, where
    ):
        run = make_run(status="waiting", robot=robot)
        caller = clerk if where == "sign-in" else orchestrator
        named = {
            "sign-in": {},
            "RobotGUID": {"RobotGUID": str(robot.guid)},
            "robot_id": {"robot_id": robot.pk},
            "Robot": {"Robot": "clerk"},
        }[where]

        assert caller.post(UPDATE, {"Status": 8, **named}).content == b"[]"
        assert caller.post(UPDATE, {"Status": 4, **named}).content == b"[]"

        run.refresh_from_db()
        assert run.status == "succeeded"

    def test_sends_the_documents_own_body(self, clerk, robot, make_run):
        run = make_run(status="waiting", robot=robot)

        answer = clerk.put(UPDATE, raw=fixture("update_job.request"))

        assert answer.content == b"[]"
        run.refresh_from_db()
        assert (run.status, run.waiting_for) == ("running", "answer")

    def test_what_runs_is_meant_though_more_waits(self, clerk, robot, make_run):
        running = make_run(status="waiting", robot=robot)
        clerk.post(UPDATE, {"Status": 8})
        make_run(status="waiting", robot=robot), make_run(status="waiting", robot=robot)

        assert clerk.post(UPDATE, {"Status": 4}).content == b"[]"

        running.refresh_from_db()
        assert running.status == "succeeded"

    @pytest.mark.parametrize("waiting", [0, 2])
    def test_with_none_or_several_the_guid_is_missing(
        self, clerk, robot, make_run, waiting
    ):
        for _each in range(waiting):
            make_run(status="waiting", robot=robot)

        answer = clerk.post(UPDATE, {"Status": 8})

        assert answer.status_code == 400
        assert answer.json()["message"].startswith("Guid: ")

    def test_takes_no_job_that_waits_for_another_robot(
        self, orchestrator, clerk, make_robot, make_run
    ):
        run = make_run(status="waiting", robot=make_robot("other"))

        assert clerk.set(run, 8).status_code == 400
        assert orchestrator.read(run)["status"] == 1

    def test_is_remembered_as_the_jobs_robot(
        self, orchestrator, clerk, robot, make_run
    ):
        run = make_run(status="waiting")

        clerk.set(run, 8)

        assert orchestrator.read(run)["robot_id"] == robot.pk

    def test_another_robot_with_the_same_key_does_not_report_for_it(
        self, clerk, made, make_robot, make_run
    ):
        run = make_run(status="waiting")
        clerk.set(run, 8)
        pair = encoded(f"{make_robot('other').guid}:{made.secret}")
        other = Orchestrator(Authorization=f"Basic {pair}")

        assert other.set(run, 4).status_code == 400
        assert clerk.set(run, 4).status_code == 200

    def test_of_another_account_is_not_there(
        self, orchestrator, made, make_robot, make_run, stranger
    ):
        theirs = make_robot("theirs", account=stranger)
        run = make_run(status="waiting", robot=theirs)
        pair = encoded(f"{theirs.guid}:{made.secret}")

        answer = Orchestrator(Authorization=f"Basic {pair}").post(UPDATE, {"Status": 8})

        assert answer.status_code == 400
        assert answer.json()["message"].startswith("Robot: ")
        assert orchestrator.read(run)["status"] == 1


def test_without_a_guid_an_ordinary_caller_is_refused(orchestrator, make_run):
    make_run(status="waiting")

    answer = orchestrator.post(UPDATE, raw=fixture("update_job.request"))

    assert answer.status_code == 400
    assert answer.json()["message"].startswith("Guid: ")
