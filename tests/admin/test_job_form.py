from __future__ import annotations

import pytest

from jobs.models import Job
from runs.models import ProcessVersion
from tests.admin.pages import filled, sentences


def only_job() -> Job:
    return Job.objects.get()


def test_a_new_job_is_a_post_with_thirty_seconds(member):
    fields = filled(member.get("jobs_job_add"))

    assert (fields["method"], fields["timeout_s"]) == ("POST", "30")
    assert fields["enabled"] == "on"
    assert "internal" not in fields


def test_a_job_is_made_with_its_version(member, account):
    response = member.submit(
        "jobs_job_add",
        name="Orders",
        url="https://api.example/orders?since=1",
        headers='{"x-one": "1"}',
        body="a\r\nb",
        timeout_s="5",
    )

    job = only_job()
    assert response.status_code == 302
    assert (job.account, job.name, job.method) == (account, "Orders", "POST")
    assert (job.headers, job.body, job.timeout_s) == ({"x-one": "1"}, "a\nb", 5)
    version = ProcessVersion.objects.get(process=job)
    assert version.plan["steps"][0]["timeout_s"] == 5
    assert version.created_by == "mia"


def test_without_a_name_it_is_called_after_verb_and_url(member):
    member.submit("jobs_job_add", method="GET", url="/espocrm/Accounts/sync/1")

    assert only_job().name == "get|/espocrm/Accounts/sync/1"


def test_headers_are_taken_as_the_dict_of_turms_document(member):
    member.submit(
        "jobs_job_add", url="https://api.example/", headers="{'accept': 'text/plain'}"
    )

    assert only_job().headers == {"accept": "text/plain"}


@pytest.mark.parametrize(
    ("url", "ticked", "internal", "kept"),
    [
        ("/api/v1/jobs/", False, True, "/api/v1/jobs/"),
        ("/api/v1/jobs/", True, True, "/api/v1/jobs/"),
        ("http://testserver/api/v1/jobs/", True, True, "/api/v1/jobs/"),
        ("http://localhost:8000/tasks/", True, True, "/tasks/"),
        ("https://api.example/x", False, False, "https://api.example/x"),
    ],
)
def test_internal_is_as_ticked_or_as_the_url_says(member, url, ticked, internal, kept):
    member.submit("jobs_job_add", url=url, internal="on" if ticked else None)

    assert (only_job().internal, only_job().url) == (internal, kept)


def test_the_two_hints_stand_beside_internal(member):
    text = member.text("jobs_job_add")

    assert "Give the path only" in text
    assert "“accept: application/json” and the credentials are added." in text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("url", "", "Say which URL is called."),
        ("url", "ftp://api.example/", "Begin the URL with http:// or https://"),
        ("url", "http:///orders", "The URL names no host."),
        ("url", "https://api.example/\x07", "control character"),
        ("headers", "accept: text/plain", "JSON object"),
        ("headers", '{"x": "a\\r\\nb: c"}', "line end or control character"),
        ("headers", "__import__('os').getcwd()", "JSON object"),
        ("headers", '{"x": 1}', "in quotes"),
        ("body", "x" * 1_048_577, "larger than 1 MiB"),
        ("timeout_s", "0", "from 1 to 3600"),
        ("timeout_s", "soon", "Enter a number."),
        ("name", "n" * 201, "longer than 200"),
        ("attempts", "0", "from 1 to 20"),
        ("retry_delay_s", "0", "from 1 to 3600"),
        ("stop_after_s", "0", "whole number of seconds"),
        ("body", "{{ nothing.here }}", "nothing"),
    ],
)
def test_bad_input_gets_a_sentence_at_its_field(member, field, value, words):
    given = {"url": "https://api.example/"} | {field: value}

    response = member.submit("jobs_job_add", **given)

    assert response.status_code == 200
    assert words in " ".join(sentences(response)[field])
    assert not Job.objects.exists()


def test_a_foreign_address_cannot_be_internal(member):
    response = member.submit("jobs_job_add", url="https://api.example/", internal="on")

    assert "not an address of this site" in sentences(response)["url"][0]


def test_an_unknown_verb_is_refused(member):
    response = member.submit("jobs_job_add", method="BREW", url="https://api.example/")

    assert sentences(response)["method"]
    assert not Job.objects.exists()


def test_what_happens_after_a_failure_is_chosen(member):
    member.submit(
        "jobs_job_add",
        url="https://api.example/",
        attempts="3",
        backoff="exponential",
        retry_delay_s="2.5",
        retry_on=["timeout", "5xx"],
        unique="on",
        stop_after_s="60",
    )

    job = only_job()
    assert (job.attempts, job.backoff, job.retry_delay_s) == (3, "exponential", 2.5)
    assert job.retry_on == ["timeout", "5xx"]
    assert (job.unique, job.stop_after_s) == (True, 60)


def test_a_save_that_changes_nothing_makes_no_version(member, make_job):
    job = make_job(
        headers={"x": "1"},
        body="one\r\ntwo\nthree",
        url="/path",
        attempts=4,
        retry_on=["timeout"],
        stop_after_s=9,
    )

    response = member.submit("jobs_job_change", job.pk)

    job.refresh_from_db()
    assert response.status_code == 302
    assert job.body == "one\r\ntwo\nthree"
    assert (job.attempts, job.retry_on, job.stop_after_s) == (4, ["timeout"], 9)
    assert ProcessVersion.objects.filter(process=job).count() == 1


def test_a_change_makes_a_version(member, job):
    member.submit("jobs_job_change", job.pk, url="https://api.example/other")

    job.refresh_from_db()
    assert job.url == "https://api.example/other"
    assert job.current_version.number == 2


def test_a_literal_credential_is_shown_by_its_name_only(member):
    member.submit(
        "jobs_job_add",
        url="https://api.example/",
        headers='{"Authorization": "Bearer sesame-open"}',
    )

    page = member.get("jobs_job_change", only_job().pk).content.decode()
    assert "sesame" not in page
    assert "secrets.api_example_authorization" in page


def test_the_history_tells_who_changed_what(member, job):
    member.submit("jobs_job_change", job.pk, body="other")

    text = member.text("jobs_job_history", job.pk)
    assert "Changed body." in text
    assert "mia" in text


def test_who_has_two_accounts_chooses_one_and_keeps_it(staff, account, stranger):
    both = staff("bea", account, stranger)

    both.submit("jobs_job_add", account=stranger.pk, url="https://api.example/")

    job = only_job()
    assert job.account == stranger
    assert "account" not in filled(both.get("jobs_job_change", job.pk))


def test_who_has_one_account_is_not_asked_for_it(member):
    assert "account" not in filled(member.get("jobs_job_add"))


def test_another_account_cannot_be_chosen(staff, member, account, stranger):
    both = staff("bea", account, stranger)
    third = account.__class__.objects.create(name="Third")

    response = both.submit("jobs_job_add", account=third.pk, url="https://api.example/")
    member.submit("jobs_job_add", account=stranger.pk, url="https://api.example/")

    assert sentences(response)["account"]
    assert only_job().account == account
