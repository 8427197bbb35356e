"""What a list says that has nothing to show."""

from __future__ import annotations

import pytest

from runs.models import ProcessRun


@pytest.mark.parametrize(
    "model", ["jobs_job", "runs_processrun", "schedules_blackout", "accounts_apikey"]
)
def test_it_says_so_and_offers_no_actions(member, model):
    page = member.get(f"{model}_changelist")

    text = page.content.decode()
    assert "Nothing here yet." in text
    assert 'name="action"' not in text


def test_a_search_without_a_find_is_another_thing(member, job):
    text = member.text("jobs_job_changelist", q="no job is called so")

    assert "Nothing matches." in text
    assert job.name not in text


def test_so_is_a_filter(member, job):
    assert "Nothing matches." in member.text(
        "jobs_job_changelist", method__exact="DELETE"
    )


def test_an_empty_list_of_runs_is_where_the_page_looks_for_it_again(member):
    """The page asks for #result_list every few seconds."""
    assert not ProcessRun.objects.exists()
    page = member.get("runs_processrun_changelist").content.decode()

    assert 'hx-select="#result_list"' in page
    assert 'id="result_list"' in page
