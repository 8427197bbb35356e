"""Stop, abort and run again, on the page of a run."""

from __future__ import annotations

import pytest

from accounts.choices import Role
from runs.choices import Status
from runs.models import ProcessRun
from tests.admin.pages import address, visible


def press(browser, run, act):
    url = address("runs_processrun_act", run.pk)
    return browser.client.post(url, {"act": act}, follow=True)


@pytest.mark.parametrize("act", ["stop", "abort"])
def test_a_run_that_waits_is_stopped_at_once(member, start, act):
    run = start()

    page = press(member, run, act)

    run.refresh_from_db()
    assert run.status == Status.STOPPED
    assert "mia" in visible(page)


def test_a_run_that_is_over_is_run_again(member, start, work, peer):
    run = start(input={"a": 1})
    work(run)

    page = press(member, run, "again")

    new = ProcessRun.objects.exclude(pk=run.pk).get()
    assert (new.input, new.origin, new.origin_guid) == ({"a": 1}, "again", run.guid)
    assert page.redirect_chain[-1][0] == address("runs_processrun_change", new.pk)


def test_what_cannot_be_started_again_says_why(member, start, job):
    run = start()
    type(job).objects.filter(pk=job.pk).update(enabled=False)

    assert "is switched off" in visible(press(member, run, "again"))


def test_who_comes_too_late_is_told_so(member, start, work, peer):
    run = start()
    work(run)

    assert "It had ended already." in visible(press(member, run, "stop"))


@pytest.mark.parametrize("act", ["stop", "abort", "again"])
def test_another_accounts_run_is_left_alone(outsider, start, act):
    run = start()

    assert press(outsider, run, act).status_code == 404
    assert list(ProcessRun.objects.values_list("status", flat=True)) == ["waiting"]


@pytest.mark.parametrize("act", ["", "explode"])
def test_other_words_do_nothing(member, start, act):
    assert press(member, start(), act).status_code == 404


def test_a_viewer_has_no_buttons(staff, account, start):
    run = start()
    viewer = staff("vera", account, role=Role.VIEWER)

    assert (
        'name="act"'
        not in viewer.get("runs_processrun_change", run.pk).content.decode()
    )
    viewer.post("runs_processrun_act", run.pk, data={"act": "stop"})
    run.refresh_from_db()
    assert run.status == "waiting"
