"""In production all is HTTPS, but for internal jobs that come from inside."""

from __future__ import annotations

import pytest


@pytest.fixture
def ask(client, settings):
    """The answer of a production site, reached under this host."""
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.ALLOWED_HOSTS = ["clock.example", "web"]
    settings.INTERNAL_BASE_URL = "http://web:8000"

    def call(host, **rest):
        return client.get("/echo/", headers={"Host": host}, **rest)

    return call


def test_people_are_sent_to_https(ask):
    answer = ask("clock.example")

    assert answer.status_code == 301
    assert answer.headers["Location"] == "https://clock.example/echo/"


def test_an_internal_job_is_let_in_by_plain_http(ask, db):
    for host in ("web:8000", "WEB:8000"):
        assert ask(host).status_code == 401


@pytest.mark.parametrize("host", ["web", "web:9000", "clock.example:8000"])
def test_the_port_counts_as_well(ask, host):
    assert ask(host).status_code == 301


def test_https_is_let_in_everywhere(ask, db):
    assert ask("clock.example", secure=True).status_code == 401


def test_where_internal_jobs_speak_https_nobody_is_let_in_otherwise(ask, settings):
    settings.INTERNAL_BASE_URL = "https://clock.example"

    assert ask("clock.example").status_code == 301


def test_an_unknown_host_is_refused_as_ever(ask):
    assert ask("evil.example").status_code == 400
