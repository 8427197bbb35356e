from __future__ import annotations

import pytest

from jobs.models import Job
from runs.models import ProcessRun
from tests.api.conftest import A_PAGE, ROOT, Caller

PLACES = [
    "",
    "jobs/",
    "workflows/",
    "schedules/",
    "runs/",
    "blackouts/",
    "robots/",
    "schedules/preview/",
    "schedules/1/why/",
    "runs/1/stop/",
    "jobs/1/",
    "nowhere/",
    "jobs",
]


@pytest.mark.parametrize("address", PLACES)
@pytest.mark.parametrize("method", ["get", "head", "post", "put", "patch", "delete"])
def test_without_credentials_the_answer_is_401(nobody, address, method):
    answer = nobody.ask(method, address)

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Basic realm="Steeple"'


@pytest.mark.parametrize(
    "header",
    [
        "Basic",
        "Basic !!!",
        "Basic bm9jb2xvbg==",
        "Basic //8=",
        "Basic YTpi",
        "Bearer x",
        "Steeple x",
        "Basic " + "A" * 100_000,
    ],
)
def test_credentials_that_are_none_get_401(nobody, header):
    answer = nobody.ask("get", "jobs/", authorization=header)

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"]


def test_a_browser_without_credentials_sees_a_page_and_no_redirect(nobody):
    answer = nobody.ask("get", "jobs/", accept=A_PAGE)

    assert answer.status_code == 401
    assert answer["Content-Type"].startswith("text/html")


def test_somebody_of_no_account_is_told_so(db, django_user_model):
    browser = Caller()
    browser.force_login(django_user_model.objects.create_user("eve"))

    answer = browser.ask("get", "jobs/")

    assert answer.status_code == 403
    assert answer.json()["detail"].startswith("You belong to no account.")


def test_a_person_who_is_signed_in_sees_the_account(browser, job):
    answer = browser.ask("get", "jobs/", accept="application/json")

    assert [each["id"] for each in answer.json()["results"]] == [job.number]


def test_a_session_changes_nothing_without_a_csrf_token(person, job):
    browser = Caller(enforce_csrf_checks=True)
    browser.force_login(person)

    for method, address in [
        ("post", f"jobs/{job.guid}/run/"),
        ("delete", f"jobs/{job.guid}/"),
    ]:
        answer = browser.ask(method, address)
        assert answer.status_code == 403

    assert not ProcessRun.objects.exists()
    assert Job.objects.get().archived_at is None


def test_a_session_with_a_csrf_token_may_change_things(person):
    browser = Caller(enforce_csrf_checks=True)
    browser.force_login(person)
    browser.cookies["csrftoken"] = "a" * 32

    body = {"method": "GET", "url": "https://api.example/"}
    answer = browser.ask("post", "jobs/", body, x_csrftoken="a" * 32)

    assert answer.status_code == 201


@pytest.mark.parametrize(
    "content_type", ["", "text/plain", "multipart/form-data; boundary=b"]
)
def test_another_site_starts_nothing_with_a_remembered_key(api, job, content_type):
    answer = api.send(
        f"jobs/{job.guid}/run/",
        b"",
        content_type=content_type,
        sec_fetch_site="cross-site",
    )

    assert answer.status_code == 403
    assert not ProcessRun.objects.exists()


def test_an_empty_form_of_a_program_starts_nothing(api, job):
    answer = api.send(
        f"jobs/{job.guid}/run/", b"", content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code == 415
    assert not ProcessRun.objects.exists()


@pytest.mark.parametrize(
    "address", ["nowhere/", "jobs/1/nothing/", "jobs/a.b/", "schedules/%00/"]
)
def test_what_is_not_there_is_told_alike(api, address):
    answer = api.ask("get", address)

    assert answer.status_code == 404
    assert answer.json() == api.ask("get", "jobs/1/").json()


def test_a_method_that_is_not_offered_is_told(api):
    answer = api.ask("delete", "runs/")

    assert answer.status_code == 405
    assert answer["Content-Type"] == "application/problem+json"


def test_unknown_query_parameters_mean_nothing(api, job):
    plain = api.ask("get", "jobs/")

    answer = api.get(f"{ROOT}jobs/?format=pdf&sort=password&page=-1&account__id=2")

    assert answer.json() == plain.json()


def test_an_address_is_understood_without_its_last_slash(api, job):
    assert api.ask("get", "jobs").json() == api.ask("get", "jobs/").json()
    assert api.ask("get", f"jobs/{job.number}").status_code == 200
    assert api.ask("post", f"jobs/{job.guid}/run").status_code == 201
