from __future__ import annotations

import io
import os

import pytest

from scheduler_project.supervisor.lines import LONGEST, Lines
from scheduler_project.supervisor.output import Output
from tests.supervisor.supervised import fake


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def ordinary_terminal(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")


def said_to(stream: io.StringIO, name: str, text: str) -> str:
    Output(stream).say(name, text)
    return stream.getvalue()


@pytest.mark.system
def test_each_line_says_whose_it_is(tower):
    started = tower(fake("web", "say=hello"), fake("worker", "say=good morning"))
    started.until(r"^web    \| hello$")
    started.until(r"^worker \| good morning$")


def test_a_file_gets_no_colours():
    assert said_to(io.StringIO(), "web", "hello") == "web    | hello\n"


def test_a_terminal_gets_colours_for_the_prefix_only():
    assert said_to(Terminal(), "web", "hello") == "\033[32mweb    |\033[0m hello\n"


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_a_terminal_that_wants_no_colours_gets_none(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    assert said_to(Terminal(), "web", "hello") == "web    | hello\n"


def test_a_part_cannot_steer_the_terminal():
    assert said_to(Terminal(), "tower", "\033[2Jgone\r\tü") == "tower  | �[2Jgone�\tü\n"


def test_a_terminal_that_went_away_is_no_error():
    reading, writing = os.pipe()
    with os.fdopen(writing, "w") as stream:
        output = Output(stream)
        os.close(reading)
        output.say("web", "hello")
        output.say("web", "is anybody there?")


def cut(*chunks: bytes) -> list[str]:
    taken: list[str] = []
    lines = Lines(taken.append)
    for chunk in chunks:
        lines.data_received(chunk)
    lines.connection_lost(None)
    return taken


@pytest.mark.parametrize(
    ("chunks", "lines"),
    [
        ([], []),
        ([b"one\ntwo\n"], ["one", "two"]),
        ([b"on", b"e\ntw", b"o"], ["one", "two"]),
        ([b"a\r\n\nb"], ["a", "", "b"]),
        ([b"\xc3", b"\xbc\n\xff\n"], ["ü", "�"]),
        ([b"x" * LONGEST, b"y\n"], ["x" * LONGEST, "y"]),
    ],
)
def test_chunks_are_cut_into_lines(chunks, lines):
    assert cut(*chunks) == lines
