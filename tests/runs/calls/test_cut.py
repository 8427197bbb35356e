from __future__ import annotations

import socket
import threading
import time

import pytest

from runs import calls
from tests.runs.calls.conftest import ask
from tests.servers import hostile

PROMPTLY_S = 0.2


def cut_when(ready, url, **fields):
    """Make the call on a thread, cut it once it is ready; the outcome, and how fast."""
    line = calls.Line()
    outcomes = []
    thread = threading.Thread(
        target=lambda: outcomes.append(ask(url, line=line, timeout_s=20, **fields))
    )
    thread.start()
    ready()
    started = time.monotonic()
    line.cut()
    thread.join(5)
    return outcomes[0], time.monotonic() - started


def test_a_call_that_hangs_is_cut_at_once(serve):
    heard = threading.Event()

    def mode(peer):
        peer.hear()
        heard.set()
        peer.stay()

    outcome, seconds = cut_when(lambda: heard.wait(5), serve(mode))
    assert seconds < PROMPTLY_S
    assert (outcome.status, outcome.reason, outcome.sent) == (None, "cut", True)
    assert outcome.error == "The call was cut off."


def test_a_dripping_body_without_length_that_is_cut_is_no_success(serve):
    heard = threading.Event()

    def mode(peer):
        heard.set()
        hostile.drips_a_body_without_length(peer)

    outcome, seconds = cut_when(lambda: heard.wait(5), serve(mode))
    assert seconds < PROMPTLY_S
    assert (outcome.status, outcome.reason) == (None, "cut")


def test_a_tls_handshake_is_cut(serve):
    accepted = threading.Event()

    def mode(peer):
        accepted.set()
        hostile.does_not_even_read(peer)

    url = serve(mode).replace("http", "https")
    outcome, seconds = cut_when(lambda: accepted.wait(5), url)
    assert seconds < PROMPTLY_S
    assert (outcome.reason, outcome.sent) == ("cut", False)


def test_a_connection_that_does_not_come_is_cut(socket_enabled, monkeypatch):
    connecting = threading.Event()
    hold = calls.Line.hold

    def held(self, connection):
        hold(self, connection)
        connecting.set()

    monkeypatch.setattr(calls.Line, "hold", held)
    with hostile.never_accepting() as url:
        outcome, seconds = cut_when(lambda: connecting.wait(5), url)
    assert seconds < PROMPTLY_S
    assert (outcome.reason, outcome.sent) == ("cut", False)


def test_a_look_up_is_cut(socket_enabled, monkeypatch):
    asked, over = threading.Event(), threading.Event()

    def getaddrinfo(*_args, flags=0, **_options):
        if flags:
            raise socket.gaierror(socket.EAI_NONAME, "no number")
        asked.set()
        over.wait(5)
        raise socket.gaierror(socket.EAI_NONAME, "no name")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    outcome, seconds = cut_when(lambda: asked.wait(5), "http://slow.example/")
    over.set()
    assert seconds < PROMPTLY_S
    assert (outcome.reason, outcome.sent) == ("cut", False)


@pytest.mark.parametrize("kept", [False, True])
def test_a_line_that_was_cut_before_sends_nothing(recorder, kept):
    if kept:
        ask(recorder.url)
    before = len(recorder.received)
    line = calls.Line()
    line.cut()
    outcome = ask(recorder.url, line=line)
    assert (outcome.reason, outcome.sent) == ("cut", False)
    assert len(recorder.received) == before


def test_cutting_a_call_that_is_over_touches_no_kept_connection(recorder):
    line = calls.Line()
    assert ask(recorder.url, line=line).status == 200
    line.cut()
    assert ask(recorder.url).status == 200
    assert len({received.connection for received in recorder.received}) == 1
