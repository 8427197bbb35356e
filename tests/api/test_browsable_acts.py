"""What schedules, runs and jobs can be told to do, in a browser."""

from __future__ import annotations

import pytest

from tests.api.browsing import form, page_of, submit


@pytest.mark.parametrize(
    ("what", "fields"),
    [
        ("pause", {"until"}),
        ("skip", {"at", "why"}),
        ("move", {"at", "why", "to"}),
        ("undo", {"at"}),
        ("resume", set()),
    ],
)
def test_a_page_acts_on_a_schedule(browser, schedule, what, fields):
    address = f"schedules/{schedule.pk}/{what}/"
    page = page_of(browser.ask("get", address))
    assert set(form(page, "post")) == fields

    answer = submit(browser, "post", address, **dict.fromkeys(fields, ""))

    assert answer.status_code == (200 if what in {"pause", "resume"} else 400)
    assert page_of(answer)


def test_a_page_previews_a_schedule(browser):
    address = "schedules/preview/"
    fields = form(page_of(browser.ask("get", address)), "post")
    assert set(fields) == {
        *("schedule", "kind", "expression", "timezone", "gap", "repeat"),
        *("starts_at", "ends_at", "after", "count"),
    }
    said = {"kind": "cron", "expression": "0 8 * * *", "count": "3"}

    shown = submit(browser, "post", address, **{**dict.fromkeys(fields, ""), **said})
    refused = submit(browser, "post", address, **{**said, "expression": "x"})

    assert (shown.status_code, refused.status_code) == (200, 400)
    assert "at 08:00 every day" in page_of(shown)
    assert "help-block" in page_of(refused)


@pytest.mark.parametrize("what", ["occurrences/", "why/?at=2026-03-02T12:00:00Z"])
def test_the_ledger_of_a_schedule_is_a_page(browser, schedule, what):
    answer = browser.ask("get", f"schedules/{schedule.pk}/{what}")

    assert answer.status_code == 200
    assert "-object-form" not in page_of(answer)


@pytest.mark.parametrize(("what", "status"), [("stop", 200), ("again", 201)])
def test_a_page_acts_on_a_run(browser, start, what, status):
    address = f"runs/{start().pk}/{what}/"
    assert form(page_of(browser.ask("get", address)), "post") == {}

    answer = submit(browser, "post", address)

    assert answer.status_code == status
    assert page_of(answer)


def test_a_form_makes_a_blackout(browser):
    fields = {
        "name": "Easter",
        "starts_at": "2090-04-14T00:00:00Z",
        "ends_at": "2090-04-18T00:00:00Z",
    }
    assert set(form(page_of(browser.ask("get", "blackouts/")), "post")) == set(fields)

    assert submit(browser, "post", "blackouts/", **fields).status_code == 201
    refused = submit(browser, "post", "blackouts/", **{**fields, "ends_at": ""})

    assert refused.status_code == 400
    assert "help-block" in page_of(refused)


def test_a_form_says_where_and_how_long_a_job_runs(browser, job, make_robot):
    robot = make_robot()
    call = {"method": "GET", "url": "https://api.example/", "timeout_s": "5"}
    address = f"jobs/{job.number}/"

    set_ = {"unique": "true", "stop_after_s": "60", "robot": str(robot.guid)}
    assert submit(browser, "put", address, **call, **set_).status_code == 200
    job.refresh_from_db()
    assert (job.unique, job.stop_after_s, job.robot) == (True, 60, robot)

    emptied = submit(browser, "put", address, **call, stop_after_s="", robot="")
    assert emptied.status_code == 200
    job.refresh_from_db()
    assert (job.unique, job.stop_after_s, job.robot) == (False, None, None)
