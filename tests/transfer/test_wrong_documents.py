"""Documents that cannot be taken: a sentence at its place, and nothing is written."""

from __future__ import annotations

import time

import pytest

from accounts.models import Secret
from runs.models import Process
from scheduler_project.transfer import actions
from schedules.models import Schedule

HEAD = "steeple: 1\n"
JOB = "jobs:\n- name: a\n  method: GET\n  url: http://h/\n"


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("", "Begin the document with “steeple: 1”"),
        ("[]", "Begin the document with “steeple: 1”"),
        ("steeple: 2", "Begin the document with “steeple: 1”"),
        ("jobs: []", "Begin the document with “steeple: 1”"),
        ("a: [", "This is no YAML: look at line 2, column 1."),
        ("a: b: c", "This is no YAML: look at line 1, column 5."),
        ("a: &x 1\nb: *x", "Line 1: Anchors and aliases are not read."),
        ("b: *x", "Line 1: Anchors and aliases are not read."),
        ("a: !!python/name:os.system", "Line 1: Tags are not read."),
        ("a: !!set {}", "Line 1: Tags are not read."),
        ("a: 1\na: 2", "Line 2: The key “a” is given twice."),
        ("1: a", "Line 1: A key has to be a text."),
        ("? [a]\n: b", "Line 1: A key has to be a text."),
        ("--- 1\n--- 2\n", "Line 2: This is too deep or too long"),
        ("- " * 40, "Line 1: This is too deep or too long"),
        ("a: {" * 20_000, "Line 1: This is too deep or too long"),
        ("a\x00b", "It holds a character or a number that cannot be kept."),
        ('a: "\\0"', "It holds a character that is no text."),
        ("a: 1e999", "This is no value of JSON."),
        (f"a: {'9' * 5_000}", "It holds a character or a number that cannot be kept."),
        ("x" * 2_100_000, "The document is larger than 2 MiB."),
    ],
)
def test_what_is_no_document_is_refused_as_a_whole(refused, text, begins):
    [sentence] = [refused(text)[""]]

    assert sentence.startswith(begins)


@pytest.mark.parametrize(
    ("text", "place", "begins"),
    [
        ("robots: []", "robots", "This is unknown here."),
        ("jobs: {}", "jobs", "Give a list"),
        ("jobs: [a]", "jobs.0", "Give an object"),
        ("jobs:\n- method: GET", "jobs.0.name", "Give it a name"),
        ("workflows:\n- name: ' '", "workflows.0.name", "Give it a name"),
        (JOB + "  schedules: 5", "jobs.0.schedules", "Give a list"),
        (JOB + "  schedules: [5]", "jobs.0.schedules.0", "Give an object"),
        (JOB + "  colour: red", "jobs.0.colour", "This key is unknown"),
        (JOB + "  timeout_s: soon", "jobs.0.timeout_s", "Give a number here."),
        (JOB + "  attempts: 99", "jobs.0.attempts", "Give a whole number of attempts"),
        (JOB + "  robot: nobody", "jobs.0.robot", "There is no robot of this name."),
        (
            JOB + "  schedules:\n  - {kind: cron, expression: 99 * * * *}",
            "jobs.0.schedules.0.expression",
            "",
        ),
        (
            JOB + "  schedules:\n  - {kind: moon, expression: full}",
            "jobs.0.schedules.0.kind",
            "“moon” is unknown",
        ),
        (
            "workflows:\n- name: a\n  steps:\n  - {key: a, kind: http, url: ftp://h/}",
            "workflows.0.steps.0.url",
            "Begin the URL with http",
        ),
        (
            "workflows:\n- name: a\n  steps: [{key: a, kind: process, process: b}]",
            "workflows.0.steps.0.process",
            "There is no job or workflow “b”.",
        ),
        (
            "workflows:\n- name: a\n  steps: [{key: a, kind: process, process: a}]",
            "workflows.0.steps.0.process",
            "There is no job or workflow “a”.",
        ),
        ("workflows:\n- {name: a}\n- {name: a}", "workflows.1.name", "There is a"),
    ],
)
@pytest.mark.django_db
def test_a_wrong_value_is_refused_at_its_place(refused, text, place, begins):
    assert refused(HEAD + text)[place].startswith(begins)


def test_all_refusals_come_at_once_and_nothing_is_written(refused, account):
    text = (
        HEAD
        + JOB
        + "  headers: {X-Api-Key: s3cret}\n"
        + "  schedules: [{kind: interval, expression: 60}]"
        + "\n- name: b\n  method: FOO\n  url: http://h/\n"
        + "workflows:\n- name: c\n  steps: [{key: 1a, kind: compose}]\n"
    )

    assert set(refused(text)) == {"jobs.1.method", "workflows.0.steps.0.key"}
    for model in (Process, Schedule, Secret):
        assert not model.objects.exists()


def test_a_refused_document_leaves_what_is_there(full, refused):
    before = actions.export(full)
    wrong = before.replace("0 8 * * *", "0 8 * *").replace("api.example/1", "h/1")

    assert refused(wrong)
    assert actions.export(full) == before


def test_dates_and_words_stay_what_they_look_like(take, account):
    take(
        f"{HEAD}workflows:\n- name: 2026-01-01\n  description: yes\n"
        "  steps:\n  - {key: a, kind: compose, outputs: {x: 010, y: 12:30, z: no}}\n"
    )

    text = actions.export(account)
    assert "name: '2026-01-01'" in text
    assert "x: '010'" in text
    assert "z: 'no'" in text


def test_a_document_of_many_lines_is_refused_in_time(refused):
    text = HEAD + "jobs:\n" + "- a\n" * 400_000
    began = time.monotonic()

    refused(text)

    assert time.monotonic() - began < 5
