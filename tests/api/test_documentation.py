"""Every curl line of docs/api.md does what it says, in the order of its section."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from string import Template

import pytest

from tests.api.conftest import ROOT

DOCUMENT = Path(__file__).parents[2] / "docs" / "api.md"


def sections():
    """The curl lines of each block of shell."""
    text = DOCUMENT.read_text(encoding="utf-8").replace("\\\n", "")
    for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL):
        yield [line for line in block.splitlines() if line.startswith("curl")]


@pytest.fixture
def workflow(account):
    """One of two versions, with a parameter of its own and a step's."""
    from workflows import actions

    query = {"key": "query_1", "kind": "compose", "parameters": {"name": "Tony"}}
    values = {"name": "Query", "parameters": [{"name": "name"}], "steps": [query]}
    return actions.change(actions.create(account, {"name": "Query"}), values)


@pytest.fixture
def names(api, job, make_job, schedule, start, blackout, make_robot, workflow):
    from accounts import actions

    make_robot()
    account = job.account
    secret = actions.create_secret(account, name="s", hosts=["a.example"], value="4711")
    shown = api.ask("get", f"schedules/{schedule.pk}/").json()
    return {
        "API": "",
        "KEY": "key",
        "JOB": job.number,
        "OTHER": make_job(name="Other").guid,
        "SCHEDULE": schedule.guid,
        "NEXT": shown["next_fire_at"],
        "BLACKOUT": blackout.pk,
        "WORKFLOW": workflow.number,
        "RUN": start().pk,
        "ACCOUNT": account.guid,
        "OTHERKEY": actions.create_key(account).key.guid,
        "SECRET": secret.pk,
    }


def request(words):
    """Method, address, body and headers of a curl command's words."""
    words = iter(words)
    method = address = body = None
    headers = {}
    for word in words:
        if word == "-H":
            name, _colon, value = next(words).partition(": ")
            headers[name] = value
        elif word == "-X":
            method = next(words)
        elif word == "-d":
            body = next(words)
        else:
            address = word
    return (method or ("POST" if body else "GET")), address, body, headers


@pytest.mark.parametrize("lines", list(sections()), ids=lambda lines: lines[0][:60])
def test_the_lines_of_a_section_succeed(admin_api, names, lines, monkeypatch):
    # No worker is there who would end what is waited for.
    monkeypatch.setattr("runs.api.waiting.until_over", lambda *_run, **_how: False)
    for line in lines:
        curl, *words = shlex.split(Template(line).substitute(names))
        assert (curl, words[:2]) == ("curl", ["-u", "key"])
        method, address, body, headers = request(words[2:])

        answer = admin_api.generic(
            method,
            ROOT + address.lstrip("/"),
            body or "",
            content_type=headers.pop("Content-Type", ""),
            headers=headers,
        )

        assert answer.status_code in {200, 201, 204}, (line, answer.content)


def test_there_are_lines():
    assert sum(map(len, sections())) > 30
