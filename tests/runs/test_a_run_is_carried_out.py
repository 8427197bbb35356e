from __future__ import annotations

import pytest

from accounts.models import Secret
from runs.choices import Status
from runs.models import Attempt
from tests.conftest import answered, unanswered

pytestmark = pytest.mark.django_db


def only_attempt() -> Attempt:
    return Attempt.objects.get()


def test_an_answer_of_2xx_makes_the_run_succeed(start, work, peer):
    peer.answers = [answered(201, b'{"id": 7}')]
    run = start()

    work(run)

    assert run.status == Status.SUCCEEDED
    assert run.started_at is not None
    assert run.finished_at is not None
    assert run.error == ""
    assert run.wake_at is None


def test_the_exchange_is_kept(start, work, peer, make_job):
    peer.answers = [answered(200, b'{"ok": true}', headers=(("X-Trace", "é"),))]
    job = make_job(url="http://api.example/a b?q=1", body="Zoë", headers={"X-A": "1"})

    work(start(process=job))

    attempt = only_attempt()
    assert attempt.request["method"] == "POST"
    assert attempt.request["url"] == "http://api.example/a%20b?q=1"
    assert ["X-A", "1"] in attempt.request["headers"]
    assert attempt.request["body"] == "Zoë"
    assert attempt.response_status == 200
    assert attempt.response_headers == [["X-Trace", "é"]]
    assert attempt.response_body == '{"ok": true}'
    assert attempt.duration_ms == 5
    assert attempt.task_id == "task-1"


def test_what_is_sent_is_what_was_asked_for(start, work, peer, make_job):
    job = make_job(method="put", url="http://api.example/x", body="{}", timeout_s=7)

    work(start(process=job))

    [request] = peer.requests
    assert (request.method, request.url) == ("PUT", "http://api.example/x")
    assert request.body == b"{}"
    assert request.timeout_s == 7


def test_the_target_is_told_the_attempt_and_the_key_of_the_step_run(start, work, peer):
    run = start()

    work(run)

    headers = dict(peer.requests[0].headers)
    assert headers["Idempotency-Key"] == str(run.step_runs.get().guid)
    assert headers["X-Attempt"] == "1"


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (404, "The server answered 404 Not Found."),
        (500, "The server answered 500 Internal Server Error."),
        (301, "The server answered 301 Moved Permanently."),
        (799, "The server answered 799."),
    ],
)
def test_another_status_makes_it_fail_in_words(start, work, peer, status, sentence):
    peer.answers = [answered(status)]
    run = start()

    work(run)

    assert (run.status, run.error) == (Status.FAILED, sentence)
    assert only_attempt().reason == "status"


def test_a_peer_that_does_not_answer_makes_it_fail_in_words(start, work, peer):
    peer.answers = [unanswered("The server did not answer within 30 s.", "timeout")]
    run = start()

    work(run)

    assert run.status == Status.FAILED
    assert run.error == "The server did not answer within 30 s."
    assert only_attempt().response_status is None


def test_a_fault_of_ours_fails_the_run_and_is_logged(start, work, peer, caplog):
    def explode():
        raise ZeroDivisionError

    peer.answers = [explode]
    run = start()

    work(run)

    assert run.status == Status.FAILED
    assert "internal error" in run.error
    assert "ZeroDivisionError" in caplog.text


def test_many_runs_are_carried_out_together(start, work, peer):
    runs = [start() for _ in range(40)]

    work(*runs)

    assert {run.status for run in runs} == {Status.SUCCEEDED}
    assert len(peer.requests) == 40


def test_looking_again_at_a_finished_run_does_nothing(start, work, peer):
    run = start()
    work(run)
    finished_at = run.finished_at

    work(run, run)

    assert len(peer.requests) == 1
    assert run.finished_at == finished_at


def test_an_unknown_run_is_nothing(work, peer, start):
    run = start()
    run.pk = 4_711_000
    from runs.advance import Advancer
    from runs.work import Carrier

    Advancer().work_off([run.pk], carrier=Carrier(robot_id=None, task_id=""))

    assert peer.requests == []


def test_a_process_without_steps_succeeds_at_once(start, work, account):
    import workflows.actions

    run = start(process=workflows.actions.create(account, {"name": "Nothing"}))

    work(run)

    assert run.status == Status.SUCCEEDED
    assert run.started_at is not None


def test_input_is_put_into_the_request(start, work, peer, make_job):
    job = make_job(
        url="http://api.example/{{ input.city }}?q={{ input.q }}",
        body='{"n": {{ input.n }}}',
        headers={"X-City": "{{ input.city }}"},
    )

    work(start(process=job, input={"city": "Bad Tölz/x", "q": "a&b=c", "n": 5}))

    [request] = peer.requests
    assert request.url == "http://api.example/Bad%20T%C3%B6lz%2Fx?q=a%26b%3Dc"
    assert request.body == b'{"n": 5}'
    assert dict(request.headers)["X-City"] == "Bad Tölz/x"


def test_a_missing_value_fails_the_step_naming_the_expression(
    start, work, peer, make_job
):
    job = make_job(body="Hello {{ input.name }}")
    run = start(process=job)

    work(run)

    assert run.status == Status.FAILED
    assert "input.name" in run.error
    assert peer.requests == []


def test_a_line_end_in_a_rendered_header_fails_and_nothing_is_sent(
    start, work, peer, make_job
):
    job = make_job(headers={"X-A": "{{ input.a }}"})
    run = start(process=job, input={"a": "1\r\nX-Evil: 1"})

    work(run)

    assert run.status == Status.FAILED
    assert "X-A" in run.error
    assert peer.requests == []


class TestSecrets:
    def test_are_sent_and_masked_in_everything_that_is_kept(
        self, start, work, peer, make_job
    ):
        job = make_job(headers={"Authorization": "Bearer s3cr3t-token"})
        peer.answers = [
            answered(
                500,
                b"you sent Bearer s3cr3t-token",
                headers=(("X-Echo", "s3cr3t-token"),),
            )
        ]
        run = start(process=job)

        work(run)

        assert dict(peer.requests[0].headers)["Authorization"] == "Bearer s3cr3t-token"
        kept = Attempt.objects.values().get()
        assert "s3cr3t" not in str(kept)
        assert "••••••" in kept["response_body"]
        run.refresh_from_db()
        assert "s3cr3t" not in run.error

    def test_go_to_their_own_hosts_only(self, start, work, peer, make_job):
        job = make_job(headers={"Authorization": "Bearer s3cr3t-token"})
        Secret.objects.update(hosts=["other.example"])
        run = start(process=job)

        work(run)

        assert run.status == Status.FAILED
        assert "may not be sent to api.example" in run.error
        assert peer.requests == []

    def test_that_are_gone_fail_the_step(self, start, work, peer, make_job):
        job = make_job(headers={"Authorization": "Bearer s3cr3t-token"})
        Secret.objects.all().delete()
        run = start(process=job)

        work(run)

        assert "There is no secret" in run.error
        assert peer.requests == []

    def test_of_another_account_are_not_found(
        self, start, work, peer, make_job, stranger
    ):
        make_job(owner=stranger, headers={"X-Api-Key": "theirs-alone"})
        name = Secret.objects.get().name
        job = make_job(headers={"X-Api-Key": f"{{{{ secrets.{name} }}}}"})
        run = start(process=job)

        work(run)

        assert "There is no secret" in run.error


class TestInternalJobs:
    def test_go_to_the_base_url_with_a_credential_that_is_not_kept(
        self, start, work, peer, make_job, settings
    ):
        settings.INTERNAL_BASE_URL = "http://clock.example:8000"
        job = make_job(url="/api/v1/jobs/")
        peer.answers = [
            lambda: answered(
                200, dict(peer.requests[0].headers)["Authorization"].encode()
            )
        ]

        work(start(process=job))

        [request] = peer.requests
        assert request.url == "http://clock.example:8000/api/v1/jobs/"
        assert request.trusted_origin == "http://clock.example:8000"
        assert request.max_redirects == 0
        assert dict(request.headers)["accept"] == "application/json"
        token = dict(request.headers)["Authorization"]
        assert token.startswith("Steeple ")
        kept = str(Attempt.objects.values().get())
        assert token.partition(" ")[2] not in kept
        assert "Authorization" not in kept

    def test_keep_an_authorization_of_the_users_own(self, start, work, peer, make_job):
        job = make_job(url="/api/v1/jobs/", headers={"authorization": "Basic abcd"})

        work(start(process=job))

        sent = [v for n, v in peer.requests[0].headers if n.lower() == "authorization"]
        assert sent == ["Basic abcd"]

    def test_alone_carry_the_credential(self, start, work, peer, make_job):
        job = make_job(url="http://api.example/api/v1/jobs/")

        work(start(process=job))

        assert "Authorization" not in dict(peer.requests[0].headers)
        assert peer.requests[0].trusted_origin == ""
