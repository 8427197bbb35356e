"""A dry run says what would be, and leaves all as it is."""

from __future__ import annotations

from typing import Any

from django_celery_beat.models import PeriodicTask

from accounts.models import Secret
from runs.models import Process, ProcessVersion
from scheduler_project.transfer import actions
from schedules.models import Schedule

MODELS: tuple[Any, ...] = (Process, ProcessVersion, Schedule, Secret, PeriodicTask)
NEW = """\
steeple: 1
jobs:
- name: Fresh
  method: GET
  url: http://h/
  headers:
    Authorization: Bearer s3cret
  schedules:
  - kind: interval
    expression: 60
workflows:
- name: Also fresh
  steps:
  - key: a
    kind: compose
"""


def everything():
    return [list(model.objects.order_by("pk").values()) for model in MODELS]


def test_nothing_is_written(full, take):
    before = everything()

    report = take(NEW, dry_run=True)

    assert everything() == before
    assert [(each.what, each.name) for each in report.changes] == [
        ("new", "Fresh"),
        ("new", "Also fresh"),
    ]


def test_the_difference_is_that_of_the_document(full, take):
    text = actions.export(full).replace("0 8 * * *", "0 9 * * *")

    report = take(text, dry_run=True)

    [change] = report.changes
    assert (change.kind, change.name, change.what) == ("job", "Same", "changed")
    lines = report.difference.splitlines()
    assert "-    expression: 0 8 * * *" in lines
    assert "+    expression: 0 9 * * *" in lines
    assert sum(line[0] in "+-" for line in lines) == 4


def test_what_it_says_comes_true(full, take):
    foretold = take(NEW, dry_run=True)

    assert take(NEW) == foretold
    assert take(NEW, dry_run=True).changes == ()


def test_the_difference_shows_no_secret(full, take):
    report = take(NEW, dry_run=True)

    assert "s3cret" not in str(report)
    assert "{{ secrets." in report.difference
