from __future__ import annotations

import base64
import datetime as dt

import pytest
from django.utils import timezone

from runs.models import Attempt, ProcessRun, StepRun
from schedules import clock
from tests.admin.pages import address, visible
from tests.conftest import answered, unanswered


@pytest.fixture
def finished(start, work, peer):
    """A run of a job whose call got this answer."""

    def run(outcome=None, **wanted):
        peer.answers.append(outcome or answered(body=b'{"id":4711}'))
        begun = start(**wanted)
        work(begun)
        return begun

    return run


def test_the_exchange_stands_on_the_page(member, make_job, finished):
    job = make_job(
        name="Orders",
        url="https://api.example/orders",
        headers={"x-custom-header": "value"},
        body='{"order":[1,2]}',
    )
    run = finished(
        answered(201, b'{"id":4711}', headers=(("x-answer", "yes"),)), process=job
    )

    text = member.text("runs_processrun_change", run.pk)
    assert "POST https://api.example/orders" in text
    assert "x-custom-header value" in text
    assert '{ "order": [ 1, 2 ] }' in text
    assert "Response 201" in text
    assert '{ "id": 4711 }' in text
    assert "x-answer yes" in text
    assert "task-1" in text


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (answered(503, b"no"), "The server answered 503 Service Unavailable."),
        (unanswered("api.example refused the connection.", "refused"), "refused the"),
        (answered(200, b"\xff\xfe\x00", headers=()), "it is shown in base64."),
        (answered(200, b"abc", truncated=True), "only its beginning was kept."),
        (answered(204, b""), "No body."),
    ],
)
def test_what_came_back_is_said_in_plain_words(member, finished, outcome, words):
    assert words in member.text("runs_processrun_change", finished(outcome).pk)


def test_a_body_that_is_no_text_is_shown_as_it_was_kept(member, finished):
    run = finished(answered(200, b"\xff\xfe\x00", headers=()))

    shown = base64.b64encode(b"\xff\xfe\x00").decode()
    assert shown in member.text("runs_processrun_change", run.pk)


def test_nothing_that_came_from_outside_is_markup(member, make_job, finished):
    evil = "<script>alert(1)</script>"
    run = finished(
        answered(
            500,
            evil.encode(),
            headers=(("x-evil", evil), ("content-type", "text/html")),
        ),
        process=make_job(name=evil, body=evil, headers={"x": evil}),
    )
    StepRun.objects.update(error=evil)
    Attempt.objects.update(error=evil)
    ProcessRun.objects.update(error=evil, input={"x": evil}, output={"x": evil})

    for page in (
        member.get("runs_processrun_change", run.pk),
        member.get("runs_processrun_changelist"),
        member.get("jobs_job_changelist"),
        member.get("jobs_job_change", run.process_id),
        member.get("index"),
    ):
        assert "alert(1)" in page.content.decode()
        assert "<script>alert" not in page.content.decode()


def test_a_run_of_a_schedule_names_it_and_its_periodic_task(
    member, make_schedule, job, noon, work, peer
):
    schedule = make_schedule()
    clock.strike(noon + dt.timedelta(seconds=60))
    run = ProcessRun.objects.get()
    work(run)

    page = member.get("runs_processrun_change", run.pk).content.decode()
    assert address("schedules_schedule_change", schedule.pk) in page
    assert schedule.periodic_task.name in page
    task = address("django_celery_beat_periodictask_change", schedule.periodic_task_id)
    assert task in page


def test_how_late_it_began_is_said_from_two_seconds_on(member, finished, noon):
    run = finished()
    punctual = {"due_at": noon, "started_at": noon + dt.timedelta(seconds=1)}
    ProcessRun.objects.update(**punctual)
    assert "late (due" not in member.text("runs_processrun_change", run.pk)

    ProcessRun.objects.update(started_at=noon + dt.timedelta(seconds=21))
    text = member.text("runs_processrun_change", run.pk)
    assert "Started 21 s late (due 12:00:00)" in text


def test_a_deleted_job_is_named_and_not_linked(member, finished, job):
    import jobs.actions

    run = finished()
    jobs.actions.delete(job, now=timezone.now())

    assert "Orders (deleted)" in member.text("runs_processrun_change", run.pk)


def test_a_run_that_waits_says_what_for_and_shows_its_steps(member, start):
    text = member.text("runs_processrun_change", start().pk)

    assert "Waiting for a worker" in text
    assert "call not begun" in text


def test_it_is_asked_for_again_until_it_is_final(member, start, work, peer):
    run = start()
    url = address("runs_processrun_live", run.pk)
    page = member.get("runs_processrun_change", run.pk)
    mark = page.context["mark"]
    assert f'hx-get="{url}?seen={mark}"' in page.content.decode()
    assert member.client.get(url, {"seen": mark}).status_code == 204

    work(run)
    changed = member.client.get(url, {"seen": mark})
    assert "Succeeded" in visible(changed)
    assert "hx-get" not in changed.content.decode()


@pytest.mark.parametrize("page", ["runs_processrun_change", "runs_processrun_live"])
def test_another_accounts_run_is_not_there(outsider, start, page):
    response = outsider.get(page, start().pk)

    assert response.status_code in {302, 404}
    assert "Orders" not in response.content.decode()


@pytest.mark.parametrize("ident", ["0", "9" * 30, "x", "%00"])
def test_what_does_not_exist_leads_to_the_index(member, ident):
    response = member.client.get(f"/admin/runs/processrun/{ident}/change/")

    assert response.url == address("index")


def test_the_page_costs_the_same_with_more_attempts(
    member, finished, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    run = finished()
    member.get("runs_processrun_change", run.pk)
    with CaptureQueriesContext(connection) as few:
        member.get("runs_processrun_change", run.pk)
    step = StepRun.objects.get()
    for number in range(2, 8):
        Attempt.objects.create(
            step_run=step,
            number=number,
            lease_token=run.guid,
            started_at=timezone.now(),
        )

    with django_assert_num_queries(len(few)):
        member.get("runs_processrun_change", run.pk)
