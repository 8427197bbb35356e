from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from runs import calls
from tests.runs.calls.conftest import ask
from tests.servers.target import Reply, always


def test_method_path_headers_and_body_arrive_exactly(recorder):
    outcome = ask(
        recorder.url + "/a%2fb//c;d/../e?x=1&y=%C3%A4&z={q}&x=2",
        method="POST",
        headers=(("X-Custom", "a, b"), ("content-type", "text/plain")),
        body="Grüße\0".encode(),
    )
    (received,) = recorder.received
    assert received.method == "POST"
    assert received.path == "/a%2fb//c;d/../e?x=1&y=%C3%A4&z={q}&x=2"
    assert received.body == "Grüße\0".encode()
    assert received.headers == (
        ("Host", f"127.0.0.1:{recorder.port}"),
        ("Accept-Encoding", "identity"),
        ("X-Custom", "a, b"),
        ("content-type", "text/plain"),
        ("User-Agent", calls.USER_AGENT),
        ("Content-Length", "8"),
    )
    assert (outcome.status, outcome.error, outcome.reason) == (200, "", "")
    assert outcome.body == b'{"ok": true}'
    assert outcome.sent
    assert outcome.peer == f"127.0.0.1:{recorder.port}"


def test_a_credential_for_a_proxy_is_for_whoever_is_called(recorder):
    """We speak to no proxy; it is a secret like any other (D5)."""
    ask(recorder.url, headers=(("Proxy-Authorization", "Basic eDp5"),))
    assert recorder.received[0].header("Proxy-Authorization") == "Basic eDp5"


@pytest.mark.parametrize(
    "method", ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]
)
@pytest.mark.parametrize("body", [None, b"", b"x"])
def test_every_method_is_sent_with_and_without_a_body(recorder, method, body):
    assert ask(recorder.url + "/", method=method, body=body).status == 200
    (received,) = recorder.received
    assert (received.method, received.body) == (method, body or b"")


def test_a_path_in_another_alphabet_is_percent_encoded(recorder):
    ask(recorder.url + "/straße?q=日本&p=%20")
    assert recorder.received[0].path == "/stra%C3%9Fe?q=%E6%97%A5%E6%9C%AC&p=%20"


@pytest.mark.parametrize(
    ("rest", "path"),
    [("", "/"), ("?a=b", "/?a=b"), ("/#part", "/"), ("/x?y#z", "/x?y")],
)
def test_the_path_begins_with_a_slash_and_ends_before_the_fragment(
    recorder, rest, path
):
    ask(recorder.url + rest)
    assert recorder.received[0].path == path


def test_headers_of_the_job_replace_ours(recorder):
    ask(
        recorder.url,
        headers=(("user-agent", "Mine/1"), ("accept-encoding", "gzip")),
    )
    received = recorder.received[0]
    assert received.header("User-Agent") == "Mine/1"
    assert received.header("Accept-Encoding") == "gzip"
    assert len(received.headers) == 3


def test_latin_1_headers_arrive(recorder):
    ask(recorder.url, headers=(("X-Name", "Müller\twith a tab"),))
    assert recorder.received[0].header("X-Name") == "Müller\twith a tab"


def test_a_large_body_arrives_whole(recorder):
    body = bytes(range(256)) * 20_000
    ask(recorder.url, method="PUT", body=body)
    assert recorder.received[0].body == body


def test_neither_proxies_nor_netrc_of_the_environment_take_part(
    recorder, second_recorder, monkeypatch, tmp_path
):
    trap = second_recorder.url
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, trap)
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login canary password canary\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".netrc").write_text(netrc.read_text())
    ask(recorder.url)
    assert recorder.received[0].header("Authorization") is None
    assert second_recorder.received == []


def test_cookies_are_not_remembered(recorder):
    recorder.answer = always(Reply(headers=(("Set-Cookie", "a=b; Path=/"),)))
    first = ask(recorder.url)
    ask(recorder.url)
    assert ("Set-Cookie", "a=b; Path=/") in first.headers
    assert recorder.received[1].header("Cookie") is None


def test_the_user_agent_tells_the_version():
    project = Path(__file__).parents[3] / "pyproject.toml"
    version = tomllib.loads(project.read_text())["project"]["version"]
    assert f"Steeple/{version}" == calls.USER_AGENT
