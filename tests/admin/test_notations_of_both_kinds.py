"""Every notation, on the page of a job and on the page of a workflow alike."""

from __future__ import annotations

import datetime as dt

import pytest

from runs.choices import Origin
from runs.models import ProcessRun
from schedules import clock
from schedules.models import Schedule
from tests.admin.pages import sentences

PAGES = {
    "job": ("jobs_job_add", {"url": "https://api.example/"}),
    "workflow": ("workflows_workflow_add", {"name": "Nightly"}),
}
ROWS = ("interval", "crontab", "clocked")
NOTATIONS = [
    ("interval", {"every": "5"}, "interval"),
    ("cron", {"expression": "30 8 * * 1-5"}, "crontab"),
    ("quartz", {"expression": "0 0 12 L * ?"}, "clocked"),
    ("fields", {"expression": "day_of_week=0 hour=8 minute=30"}, "clocked"),
    ("once", {"expression": "2030-01-01T00:00:00Z"}, "clocked"),
]


@pytest.fixture(params=PAGES)
def added(request, member):
    """A process of one kind, made on its page together with a schedule."""
    page, values = PAGES[request.param]

    def add(**fields):
        given = {f"schedules__0__{name}": value for name, value in fields.items()}
        return member.submit(page, **values, **given)

    return add


@pytest.mark.parametrize(("kind", "fields", "row"), NOTATIONS)
def test_it_becomes_a_schedule_with_one_row_of_its_own(added, kind, fields, row):
    assert added(kind=kind, **fields).status_code == 302

    schedule = Schedule.objects.select_related("periodic_task").get()
    task = schedule.periodic_task
    assert schedule.kind == kind
    assert [name for name in ROWS if getattr(task, f"{name}_id")] == [row]


@pytest.mark.parametrize(("kind", "fields", "row"), NOTATIONS)
def test_it_strikes_when_it_says(added, kind, fields, row):
    added(kind=kind, **fields)
    due_at = Schedule.objects.get().next_fire_at
    assert due_at is not None

    clock.tick(due_at - dt.timedelta(milliseconds=1))
    assert not ProcessRun.objects.exists()
    clock.tick(due_at)

    run = ProcessRun.objects.get()
    assert (run.origin, run.due_at) == (Origin.SCHEDULE, due_at)


@pytest.mark.parametrize(
    ("kind", "fields", "at", "words"),
    [
        ("interval", {"every": "0"}, "every", "at least 1 second"),
        ("cron", {"expression": "61 * * * *"}, "expression", "61"),
        ("quartz", {"expression": "0 0 12 * *"}, "expression", ""),
        ("fields", {"expression": "colour=red"}, "expression", "colour"),
        ("once", {"expression": "soon"}, "expression", ""),
    ],
)
def test_what_cannot_be_read_gets_a_sentence_at_its_field(
    added, kind, fields, at, words
):
    found = sentences(added(kind=kind, **fields))

    [said] = [said for name, said in found.items() if name.endswith(at)]
    assert words in " ".join(said)
    assert not Schedule.objects.exists()
