"""Jobs that call this site itself."""

from __future__ import annotations

import pytest

from jobs import actions
from jobs import compile as compiler

OURS = ["http://127.0.0.1:8000", "https://clock.example", "http://localhost:8000"]


@pytest.mark.parametrize("left_out", [None, ""])
@pytest.mark.parametrize(
    ("url", "internal"),
    [
        ("/healthz", True),
        ("  /healthz", True),
        ("http://api.example/", False),
        *((f"{origin}/healthz", False) for origin in OURS),
    ],
)
def test_left_out_it_is_true_exactly_for_a_path(read, url, internal, left_out):
    assert read(url=url, internal=left_out).internal is internal


@pytest.mark.parametrize("origin", OURS)
@pytest.mark.parametrize(
    ("rest", "path"),
    [
        ("/healthz", "/healthz"),
        ("/a b?c=d", "/a b?c=d"),
        ("/", "/"),
        ("", "/"),
        ("?q=1", "/?q=1"),
        ("//x", "//x"),
    ],
)
def test_our_own_origin_is_cut_off(read, refused, origin, rest, path):
    if path.startswith("//"):
        assert "url" in refused(url=origin + rest, internal=True)
        return
    for spelled in (origin, origin.upper(), f" {origin}"):
        assert read(url=spelled + rest, internal=True).url == path


@pytest.mark.parametrize(
    "url",
    [
        "http://api.example/x",
        "http://127.0.0.1:8001/x",
        "http://127.0.0.1:80000/x",
        "http://localhost:8000.evil.example/x",
        "http://localhost:8000@evil.example/x",
        "https://localhost:8000/x",
        "http://user:pw@localhost:8000/x",
        "ftp://localhost:8000/x",
        "healthz",
        "//evil.example/x",
        "api.example/x",
        "",
        "?q",
    ],
)
def test_another_address_is_refused(refused, url):
    assert set(refused(url=url, internal=True)) == {"url"}


def test_an_address_within_the_query_is_nobodys_origin(read):
    path = "/go?to=https://api.example/x"

    assert read(url=path).url == path


def test_a_path_that_is_said_to_be_external_is_refused_with_the_mend(refused):
    assert "Internal" in refused(url="/healthz", internal=False)["url"]


@pytest.mark.parametrize("given", ["yes", "true", "false", 1, 0, [], "maybe"])
def test_what_is_neither_true_nor_false_is_refused(refused, given):
    assert set(refused(url="/healthz", internal=given)) == {"internal"}


def test_the_path_is_checked_like_any_url(refused):
    assert "control" in refused(url="/a\r\nX: 1")["url"]


@pytest.mark.parametrize("headers", ["", "{}", {"x-custom": "1"}])
def test_accept_is_added_to_an_internal_job(read, headers):
    plan = compiler.plan(read(url="/healthz", headers=headers))

    assert plan["steps"][0]["request"]["headers"]["accept"] == "application/json"


@pytest.mark.parametrize("name", ["accept", "Accept", "ACCEPT"])
def test_an_accept_of_the_users_own_stays_alone(read, name):
    plan = compiler.plan(read(url="/healthz", headers={name: "text/html"}))

    assert plan["steps"][0]["request"]["headers"] == {name: "text/html"}


def test_nothing_is_added_to_an_external_job(read):
    plan = compiler.plan(read(headers={"X": "1"}))

    assert plan["steps"][0]["request"]["headers"] == {"X": "1"}


def test_accept_is_in_the_plan_and_not_in_the_users_headers(account):
    job = actions.create(account, {"method": "GET", "url": "/healthz"})

    assert job.headers == {}
    assert job.current_version
    assert job.current_version.definition["headers"] == {}


def test_the_origin_of_the_request_counts_as_our_own(account, settings):
    settings.INTERNAL_BASE_URL = "http://web:8000"

    def path(url, origin=""):
        values = {"method": "GET", "url": url, "internal": True}
        return actions.create(account, values, origin=origin).url

    assert path("http://web:8000/x") == "/x"
    assert path("http://localhost:8000/x") == "/x"
    assert path("https://clock.example/x", origin="https://clock.example") == "/x"
