from __future__ import annotations

import pytest

from tests.runs.calls.conftest import ask
from tests.servers import hostile, target


@pytest.fixture
def secure(socket_enabled):
    servers = []

    def start(context):
        server = target.Target(tls=context)
        servers.append(server.__enter__())
        return server

    yield start
    for server in servers:
        server.__exit__(None, None, None)


def test_a_certificate_of_the_right_name_is_accepted(secure, certified):
    server = secure(certified("localhost"))
    url = f"https://localhost:{server.port}/x"
    outcome = ask(url, method="POST", body=b"body")
    assert (outcome.status, outcome.error) == (200, "")
    assert server.received[0].body == b"body"
    assert server.received[0].header("Host") == f"localhost:{server.port}"


def test_an_address_may_have_a_certificate(secure, certified):
    server = secure(certified("127.0.0.1"))
    assert ask(server.url).status == 200


def test_a_tls_connection_is_kept(secure, certified):
    server = secure(certified("127.0.0.1"))
    assert [ask(server.url).status for _ in range(3)] == [200, 200, 200]
    assert len({received.connection for received in server.received}) == 1


def test_the_server_is_asked_for_the_name_of_the_url(secure, certified, names_mean):
    names_mean({"tower.example": ["127.0.0.1"]})
    context = certified("tower.example")
    asked = []
    context.set_servername_callback(lambda _tls, name, _context: asked.append(name))
    server = secure(context)
    assert ask(f"https://tower.example:{server.port}/").status == 200
    assert asked == ["tower.example"]


@pytest.mark.parametrize(
    ("names", "days", "why"),
    [
        (("other.example",), 2, "Hostname mismatch, certificate is not valid for"),
        (("localhost",), -1, "certificate has expired"),
    ],
)
def test_a_certificate_that_does_not_hold_ends_the_call(
    secure, certified, names, days, why
):
    server = secure(certified(*names, days=days))
    outcome = ask(f"https://localhost:{server.port}/")
    assert outcome.error.startswith(f"The certificate of localhost is not valid: {why}")
    assert (outcome.status, outcome.reason, outcome.sent) == (None, "tls", False)
    assert server.received == []


def test_an_unknown_authority_ends_the_call(secure, authority):
    server = secure(authority.server_context("localhost"))
    outcome = ask(f"https://localhost:{server.port}/")
    assert outcome.error.startswith("The certificate of localhost is not valid: unable")
    assert outcome.reason == "tls"
    assert server.received == []


def test_the_environment_cannot_lift_the_verification(secure, authority, monkeypatch):
    monkeypatch.setenv("CURL_CA_BUNDLE", "")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/dev/null")
    monkeypatch.setenv("PYTHONHTTPSVERIFY", "0")
    server = secure(authority.server_context("localhost"))
    assert ask(f"https://localhost:{server.port}/").reason == "tls"


def test_a_server_without_tls_is_said(recorder):
    outcome = ask(recorder.url.replace("http", "https"), timeout_s=2)
    assert (outcome.reason, outcome.sent) == ("tls", False)
    assert outcome.error.startswith("There is no secure connection to 127.0.0.1: ")


@pytest.mark.parametrize("mode", [hostile.drips_the_body, hostile.says_nothing])
def test_the_deadline_is_kept_under_tls(serve, certified, mode):
    outcome = ask(serve(mode, tls=certified("127.0.0.1")), timeout_s=0.5)
    assert (outcome.status, outcome.reason) == (None, "timeout")
    assert 490 <= outcome.duration_ms <= 550


def test_a_body_cut_short_under_tls_is_no_success(serve, certified):
    url = serve(hostile.hangs_up_in_the_body, tls=certified("127.0.0.1"))
    outcome = ask(url)
    assert (outcome.status, outcome.reason, outcome.body) == (None, "reset", b"half")
