"""Every curl line of docs/api.md does what it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from string import Template

import pytest

from tests.api.conftest import ROOT

DOCUMENT = Path(__file__).parents[2] / "docs" / "api.md"


def commands():
    text = DOCUMENT.read_text(encoding="utf-8").replace("\\\n", "")
    for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL):
        yield from (line for line in block.splitlines() if line.startswith("curl"))


@pytest.fixture
def names(job, make_job, schedule, start):
    other = make_job(name="Other")
    return {
        "API": "",
        "KEY": "key",
        "JOB": job.number,
        "OTHER": other.guid,
        "SCHEDULE": schedule.guid,
        "RUN": start().pk,
    }


def request(words):
    """Method, address and body of a curl command's words."""
    words = iter(words)
    options, address = {}, None
    for word in words:
        if word.startswith("-"):
            options[word] = next(words)
        else:
            address = word
    usual = "POST" if "-d" in options else "GET"
    return options.get("-X", usual).lower(), address, options.get("-d")


@pytest.mark.parametrize("command", list(commands()))
def test_the_line_succeeds(api, names, command):
    words = shlex.split(Template(command).substitute(names))[1:]
    assert words[:2] == ["-u", "key"]

    method, address, body = request(words)
    sent = {"data": body, "content_type": "application/json"} if body else {}
    answer = getattr(api, method)(ROOT + address.lstrip("/"), **sent)

    assert answer.status_code in {200, 201, 204}, answer.content


def test_there_are_lines():
    assert len(list(commands())) > 12
