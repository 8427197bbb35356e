"""Whatever the peer does, the call ends when its time is over: 10 % late at most."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from runs.calls import dial, names, watchdog
from tests.runs.calls.conftest import ask
from tests.servers import hostile
from tests.servers.target import Reply

pytestmark = pytest.mark.enable_socket

DEADLINE_S = 1.0
LARGE = b"x" * 50_000_000

# The mode, what is called, and how the sentence begins.
MODES = {
    "a silent server": (hostile.says_nothing, {}, "The server did not answer"),
    "a dripping status": (hostile.drips_the_status, {}, "The server did not answer"),
    "dripping headers": (hostile.drips_headers, {}, "The server did not answer"),
    "a dripping body": (hostile.drips_the_body, {}, "The server did not finish"),
    "a dripping body without length": (
        *(hostile.drips_a_body_without_length, {}, "The server did not finish"),
    ),
    "dripping chunks": (hostile.drips_chunks, {}, "The server did not finish"),
    "dripping trailers": (hostile.drips_trailers, {}, "The server did not finish"),
    "continue, for ever": (
        *(hostile.goes_on_with_continue, {}, "The server did not answer"),
    ),
    "a body that swells to nothing": (
        *(hostile.compresses_nothing_for_ever, {}, "The server did not finish"),
    ),
    "a server that does not read": (
        hostile.does_not_even_read,
        {"method": "POST", "body": LARGE},
        "The server did not take the whole request",
    ),
    "a stalled TLS handshake": (
        hostile.does_not_even_read,
        {"scheme": "https"},
        "There was no secure connection to 127.0.0.1",
    ),
    "no connection": (
        hostile.never_accepting,
        {},
        "There was no connection to 127.0.0.1",
    ),
}


@pytest.fixture(scope="module")
def ended():
    """All modes at once, so that the table takes one deadline and not twelve."""
    with ThreadPoolExecutor(len(MODES)) as threads:
        calls = {name: threads.submit(_measure, *MODES[name][:2]) for name in MODES}
        return {name: call.result() for name, call in calls.items()}


def _measure(mode, fields):
    fields = dict(fields)
    with contextlib.ExitStack() as servers:
        if mode is hostile.never_accepting:
            url = servers.enter_context(mode())
        else:
            url = servers.enter_context(hostile.Hostile(mode)).url
        url = url.replace("http", fields.pop("scheme", "http"), 1)
        started = time.monotonic()
        outcome = ask(url, timeout_s=DEADLINE_S, **fields)
        return outcome, time.monotonic() - started


@pytest.mark.parametrize("mode", MODES)
def test_the_deadline_is_kept(ended, mode):
    outcome, seconds = ended[mode]
    assert DEADLINE_S * 0.98 <= seconds <= DEADLINE_S * 1.1
    assert (outcome.status, outcome.reason) == (None, "timeout")
    assert outcome.error.startswith(MODES[mode][2])
    assert outcome.error.endswith("within 1 s.")
    assert abs(outcome.duration_ms - seconds * 1000) < 20


@pytest.mark.parametrize(
    ("mode", "sent"),
    [
        ("a silent server", True),
        ("a server that does not read", True),
        ("a stalled TLS handshake", False),
        ("no connection", False),
    ],
)
def test_a_timeout_says_whether_the_request_left(ended, mode, sent):
    assert ended[mode][0].sent is sent


@pytest.mark.parametrize(
    "mode", ["a dripping body", "a dripping body without length", "dripping chunks"]
)
def test_what_had_come_of_the_answer_is_kept(ended, mode):
    outcome, _seconds = ended[mode]
    assert 10 < len(outcome.body) < 100
    assert set(outcome.body) == {ord("x")}
    assert outcome.headers


@pytest.fixture
def stuck_resolver(monkeypatch):
    """Look-ups that hang until the test is over."""
    over = threading.Event()
    real = socket.getaddrinfo

    def getaddrinfo(host, port, *, type, flags=0):  # noqa: A002 - as its model
        if flags:
            return real(host, port, type=type, flags=flags)
        over.wait(20)
        return real("127.0.0.1", port, type=type)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    yield over
    over.set()
    for thread in threading.enumerate():
        if thread.name == "look-up":
            thread.join(5)


def test_a_name_server_that_hangs_is_left_behind(stuck_resolver):
    started = time.monotonic()
    outcome = ask("http://slow.example/", timeout_s=0.5)
    assert 0.49 <= time.monotonic() - started <= 0.55
    assert outcome.reason == "timeout"
    assert outcome.error == "The name slow.example could not be resolved within 0.5 s."
    assert not outcome.sent
    assert names.left_behind() == 1
    stuck_resolver.set()
    for thread in threading.enumerate():
        if thread.name == "look-up":
            thread.join(5)
    assert names.left_behind() == 0


def test_too_many_look_ups_left_behind_refuse_another(stuck_resolver, monkeypatch):
    monkeypatch.setattr(names, "MOST_LEFT_BEHIND", 1)
    ask("http://slow.example/", timeout_s=0.1)
    outcome = ask("http://other.example/", timeout_s=5)
    assert (outcome.reason, outcome.sent) == ("dns", False)
    assert outcome.error == "The name other.example is not looked up: 1 others hang."


def test_a_second_address_takes_nothing_from_the_handshake(serve, names_mean):
    names_mean({"two.example": ["127.0.0.1", "127.0.0.1"]})
    url = serve(hostile.does_not_even_read).replace(
        "http://127.0.0.1", "https://two.example"
    )
    outcome = ask(url, timeout_s=0.5)
    assert outcome.reason == "timeout"
    assert 490 <= outcome.duration_ms <= 550


def test_a_deadline_covers_all_redirects_together(recorder):
    recorder.answer = lambda received: Reply(
        status=302, headers=(("Location", received.path + "x"),), after_s=0.2
    )
    started = time.monotonic()
    outcome = ask(recorder.url, timeout_s=0.5, max_redirects=20)
    assert 0.49 <= time.monotonic() - started <= 0.55
    assert outcome.reason == "timeout"
    assert len(recorder.received) == 3


@pytest.mark.parametrize("kept", [False, True])
def test_without_a_watchdog_the_system_ends_the_call(recorder, monkeypatch, kept):
    if kept:
        ask(recorder.url)
    monkeypatch.setattr(watchdog, "watch", lambda *_: 0)
    monkeypatch.setattr(dial, "_SPARE_S", 0.2)
    started = time.monotonic()
    outcome = ask(recorder.url + "/slow/3", timeout_s=0.2)
    assert 0.39 <= time.monotonic() - started <= 1
    assert outcome.status is None
    assert outcome.sent


def test_a_time_that_is_over_before_it_began_sends_nothing(recorder):
    outcome = ask(recorder.url, timeout_s=0)
    assert outcome.reason == "timeout"
    assert not recorder.received
