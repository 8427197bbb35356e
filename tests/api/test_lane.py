"""The short way of what is polled: as safe as the long one, in fewer steps."""

from __future__ import annotations

import pytest

from accounts.api.lane import PREFIXES
from tests.api.conftest import Caller

POLLED = [
    "/api/v1/runs/{guid}/status/",
    "/scheduler/connector-api/process/status/{guid}",
    "/api/job/read/{guid}",
    "/api-open/v1/jobs/{pk}",
]


@pytest.fixture
def run(start):
    return start()


@pytest.fixture
def passed(monkeypatch):
    """Which requests took the long way, through the sessions."""
    from django.contrib.sessions.middleware import SessionMiddleware

    seen = []
    long_way = SessionMiddleware.process_request

    def process_request(self, request):
        seen.append(request.path)
        return long_way(self, request)

    monkeypatch.setattr(SessionMiddleware, "process_request", process_request)
    return seen


@pytest.mark.parametrize("route", POLLED)
def test_polls_take_the_short_way_and_are_as_closed(run, passed, route):
    answer = Caller().get(route.format(pk=run.pk, guid=run.guid))

    assert answer.status_code == 401
    assert passed == []
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert int(answer["Content-Length"]) == len(answer.content)
    assert "Accept-Language" in answer["Vary"]


def test_every_prefix_leads_to_something_that_is_polled():
    assert all(any(route.startswith(each) for route in POLLED) for each in PREFIXES)


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("get", "/api/v1/runs/{guid}/"),
        ("post", "/api/v1/runs/{guid}/status/"),
        ("get", "/api/v1/runs/"),
        ("get", "/api/v1/runs/{guid}/nothing/"),
        ("get", "/api-open/v1/jobs/{pk}/cancel"),
    ],
)
def test_everything_else_takes_the_long_way(run, passed, method, address):
    path = address.format(pk=run.pk, guid=run.guid)

    getattr(Caller(), method)(path)

    assert passed == [path]


def test_a_session_takes_the_long_way(browser, run, passed):
    answer = browser.ask("get", f"runs/{run.guid}/status/")

    assert answer.status_code == 200
    assert len(passed) == 1


def test_it_speaks_the_callers_language_and_no_other(api, run):
    missing = "runs/0/status/"

    german = api.ask("get", missing, accept_language="de").json()["detail"]
    english = api.ask("get", missing, accept_language="en").json()["detail"]
    usual = api.ask("get", missing).json()["detail"]

    assert german != english == usual


@pytest.mark.parametrize("host", ["evil.example", "a b"])
def test_another_host_is_refused(api, run, host):
    answer = api.get(f"/api/v1/runs/{run.guid}/status/", headers={"Host": host})

    assert answer.status_code == 400


def test_plain_http_is_sent_to_https_first(api, run, settings):
    from django.test import Client

    settings.SECURE_SSL_REDIRECT = True
    # Middleware reads it once.
    answer = Client().get(f"/api/v1/runs/{run.guid}/status/")

    assert answer.status_code == 301
