"""In production all is HTTPS, but for internal jobs that come from inside."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse

from scheduler_project.https import SecurityMiddleware


@pytest.fixture
def ask(rf, settings):
    """The answer of a production site, reached under this host."""
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["clock.example", "web"]
    settings.INTERNAL_BASE_URL = "http://web:8000"
    middleware = SecurityMiddleware(lambda _request: HttpResponse("in"))

    def call(host, **rest):
        return middleware(rf.get("/echo/", headers={"Host": host}, **rest))

    return call


def test_people_are_sent_to_https(ask):
    answer = ask("clock.example")

    assert answer.status_code == 301
    assert answer.headers["Location"] == "https://clock.example/echo/"


def test_an_internal_job_is_let_in_by_plain_http(ask):
    assert ask("web:8000").content == b"in"


@pytest.mark.parametrize("host", ["web", "web:9000", "clock.example:8000"])
def test_the_port_counts_as_well(ask, host):
    assert ask(host).status_code == 301


def test_https_is_let_in_everywhere(ask):
    assert ask("clock.example", secure=True).content == b"in"


def test_where_internal_jobs_speak_https_nobody_is_let_in_otherwise(rf, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["clock.example"]
    settings.INTERNAL_BASE_URL = "https://clock.example"
    middleware = SecurityMiddleware(lambda _request: HttpResponse("in"))

    answer: Any = middleware(rf.get("/echo/", headers={"Host": "clock.example"}))

    assert answer.status_code == 301


def test_the_product_uses_it(settings):
    assert "scheduler_project.https.SecurityMiddleware" in settings.MIDDLEWARE
