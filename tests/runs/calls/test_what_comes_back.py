from __future__ import annotations

import gzip
import zlib

import pytest

from tests.runs.calls.conftest import ask
from tests.servers import hostile
from tests.servers.target import Reply, always


def test_status_and_headers_come_back_each_one_of_them(recorder):
    headers = (("Set-Cookie", "a=1"), ("Set-Cookie", "c=2"), ("X-B", "ü"))
    recorder.answer = always(Reply(status=418, headers=headers))
    outcome = ask(recorder.url)
    assert outcome.status == 418
    assert outcome.headers == (*headers, ("Content-Length", "12"))
    assert outcome.error == ""


@pytest.mark.parametrize(
    ("size", "kept", "truncated"),
    [(0, 0, False), (999, 999, False), (1000, 1000, False), (1001, 1000, True)],
)
def test_a_body_is_cut_at_the_cap(recorder, size, kept, truncated):
    outcome = ask(f"{recorder.url}/bytes/{size}", response_cap=1000)
    assert (outcome.body, outcome.truncated) == (b"x" * kept, truncated)
    assert (outcome.status, outcome.error) == (200, "")


@pytest.mark.parametrize("mode", ["sends_without_end", "sends_chunks_without_end"])
def test_an_endless_body_ends_at_the_cap(serve, mode):
    outcome = ask(serve(getattr(hostile, mode)), timeout_s=10)
    assert outcome.body == b"x" * 262_144
    assert outcome.truncated
    assert (outcome.status, outcome.error) == (200, "")
    assert outcome.duration_ms < 2000


@pytest.mark.parametrize(
    ("encoding", "encode"),
    [
        ("gzip", gzip.compress),
        ("GZip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda data: zlib.compress(data, wbits=-15)),
        ("gzip, deflate", lambda data: zlib.compress(gzip.compress(data))),
    ],
)
def test_a_compressed_body_is_unpacked(recorder, encoding, encode):
    text = b"It strikes. " * 9
    headers = (("Content-Encoding", encoding),)
    recorder.answer = always(Reply(headers=headers, body=encode(text)))
    assert ask(recorder.url).body == text


def test_an_unknown_encoding_is_left_as_it_is(recorder):
    headers = (("Content-Encoding", "rot13"),)
    recorder.answer = always(Reply(headers=headers, body=b"nqzva"))
    assert ask(recorder.url).body == b"nqzva"


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_without_a_body_is_whole(recorder, status):
    recorder.answer = always(Reply(status=status))
    outcome = ask(recorder.url)
    assert (outcome.status, outcome.body, outcome.error) == (status, b"", "")


def test_control_characters_of_headers_become_blanks(serve):
    answer = hostile.OK + b"X-A: a\0b\x1b[31mc\x85\r\nContent-Length: 0\r\n\r\n"
    assert ask(serve(hostile.tells(answer))).headers[0] == ("X-A", "a b [31mc ")


@pytest.mark.parametrize(
    "interim",
    [
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 102 Processing\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n",
    ],
)
def test_interim_answers_are_passed_over(serve, interim):
    answer = interim * 2 + hostile.OK + b"X-Last: 1\r\nContent-Length: 2\r\n\r\nhi"
    outcome = ask(serve(hostile.tells(answer)))
    assert (outcome.status, outcome.body) == (200, b"hi")
    assert outcome.headers[0] == ("X-Last", "1")


def test_an_answer_that_comes_before_the_body_was_read_is_taken(serve):
    body = b"x" * 10_000_000
    outcome = ask(serve(hostile.answers_early), method="POST", body=body)
    # The server's end may overtake its answer: then there is none, and we say so.
    assert (outcome.status, outcome.reason) in {(413, ""), (None, "reset")}


def test_the_duration_is_measured(recorder):
    outcome = ask(recorder.url + "/slow/0.2")
    assert 200 <= outcome.duration_ms < 400
