from __future__ import annotations

import logging
import socket

import pytest

from tests.runs.calls.conftest import ask
from tests.servers import hostile
from tests.servers.hostile import OK, tells

NOTHING = "The server closed the connection without an answer."
MIDDLE = "The server closed the connection in the middle of its answer."
RESET = "The connection broke: connection reset by peer."

MODES = [
    (hostile.resets, "reset", RESET),
    (hostile.hangs_up, "reset", NOTHING),
    (hostile.hangs_up_in_the_head, "protocol", "The server's answer is not HTTP: HTT."),
    (hostile.hangs_up_in_the_body, "reset", MIDDLE),
    (hostile.hangs_up_between_chunks, "reset", MIDDLE),
]

ANSWERS = [
    (b"SSH-2.0-OpenSSH_9.6\r\n", "protocol", "The server's answer is not HTTP: SSH-2."),
    (b"HTTP/1.1 abc Hm\r\n\r\n", "protocol", "The server's answer is not HTTP: "),
    (b"HTTP/1.1 99999 Hm\r\n\r\n", "protocol", "The server's answer is not HTTP: "),
    (
        OK + b"".join(b"X-%d: y\r\n" % number for number in range(101)) + b"\r\n",
        "too_large",
        "The server's answer has more than 100 headers.",
    ),
    (
        OK + b"X-Long: " + b"y" * 70_000 + b"\r\n\r\n",
        "too_large",
        "The server's answer has a line longer than 64 KiB in its head.",
    ),
    (
        OK + (b"X-Fat: " + b"y" * 3_000 + b"\r\n") * 90 + b"\r\n",
        "too_large",
        "The headers of the server's answer are larger than 128 KiB.",
    ),
    (
        OK + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "protocol",
        "The server's answer is cut into chunks that cannot be read.",
    ),
    (
        OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"1" * 70_000 + b"\r\n",
        "protocol",
        "The server's answer is not HTTP: Response chunk size line exceeded",
    ),
    (
        OK + b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain",
        "protocol",
        "The server's answer is not encoded as its Content-Encoding says.",
    ),
    (
        OK + b"Content-Encoding: gzip,gzip,gzip,gzip,gzip,gzip\r\n\r\nplain",
        "protocol",
        "The server's answer is not encoded as its Content-Encoding says.",
    ),
    (
        OK + b"Content-Length: 1, 2\r\n\r\nxx",
        "protocol",
        "The server's answer is not HTTP: its Content-Length is no number.",
    ),
    (
        OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        "protocol",
        "The server's answer is not HTTP: its Content-Length is no number.",
    ),
    (
        OK + b"Content-Length: -1\r\n\r\nxx",
        "protocol",
        "The server's answer is not HTTP: its Content-Length is no number.",
    ),
    (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
        "protocol",
        "The server switches to another protocol (101).",
    ),
]


@pytest.mark.parametrize(("mode", "reason", "sentence"), MODES)
def test_a_server_that_goes_away_is_a_reason_and_a_sentence(
    serve, mode, reason, sentence
):
    _assert_failed(ask(serve(mode), timeout_s=3), reason, sentence)


@pytest.mark.parametrize(("answer", "reason", "sentence"), ANSWERS)
def test_an_answer_that_is_none_is_a_reason_and_a_sentence(
    serve, answer, reason, sentence
):
    _assert_failed(ask(serve(tells(answer)), timeout_s=3), reason, sentence)


def _assert_failed(outcome, reason, sentence):
    assert outcome.error.startswith(sentence)
    assert (outcome.reason, outcome.status, outcome.sent) == (reason, None, True)
    assert outcome.duration_ms < 1500


@pytest.mark.parametrize(
    "end", [b"HTTP/1.1 200 OK\r\n", OK + b"X-A: b", OK + b"X: y\r\n"]
)
def test_a_head_that_breaks_off_is_no_success(serve, end):
    def mode(peer):
        peer.hear()
        peer.say(end)

    _assert_failed(ask(serve(mode)), "reset", MIDDLE)


def test_what_came_before_the_end_is_kept(serve):
    outcome = ask(serve(hostile.hangs_up_in_the_body))
    assert outcome.body == b"half"
    assert outcome.headers == (("Content-Length", "100"),)


def test_a_closed_port_refuses(socket_enabled):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    outcome = ask(f"http://127.0.0.1:{port}/")
    assert outcome.error == f"127.0.0.1:{port} refused the connection."
    assert (outcome.reason, outcome.sent) == ("refused", False)


def test_an_unknown_name_is_said(socket_enabled, names_mean):
    outcome = ask("http://nowhere.example/")
    assert outcome.error == (
        "The name nowhere.example could not be resolved: there is no such name."
    )
    assert (outcome.reason, outcome.sent, outcome.peer) == ("dns", False, "")


def test_a_second_address_is_tried_when_the_first_refuses(recorder, names_mean):
    names_mean({"two.example": ["::1", "127.0.0.1"]})
    outcome = ask(f"http://two.example:{recorder.port}/")
    assert (outcome.status, outcome.peer) == (200, f"127.0.0.1:{recorder.port}")
    assert len(recorder.received) == 1


def test_a_first_address_that_is_dead_leaves_time_for_the_second(
    recorder, names_mean, monkeypatch
):
    names_mean({"two.example": ["127.0.0.9", "127.0.0.1"]})
    connect = socket.socket.connect

    given_s = {}

    def stalls(self, address):
        given_s[address[0]] = self.gettimeout()
        if address[0] == "127.0.0.9":
            raise TimeoutError
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", stalls)
    url = f"http://two.example:{recorder.port}/"
    assert ask(url, timeout_s=1).status == 200
    assert given_s["127.0.0.9"] <= 0.5 < given_s["127.0.0.1"]


def test_malformed_headers_put_no_url_into_the_log(serve, caplog):
    answer = OK + b"no header at all\r\nX: y\r\nContent-Length: 0\r\n\r\n"
    with caplog.at_level(logging.DEBUG):
        ask(serve(tells(answer)) + "/?token=canary", timeout_s=0.3)
    assert "canary" not in caplog.text
