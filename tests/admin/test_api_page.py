"""The page "API": what Sherpa's clients may say, with answers just received."""

from __future__ import annotations

import json
import re

import pytest
from django.contrib.auth.models import User

from accounts.models import ApiKey
from dialects.models import SherpaJob
from runs.models import ProcessRun
from tests.admin.pages import visible

STATES = (
    *("Created", "Pending", "Aborting", "Aborted", "Success"),
    *("Failed", "Stopping", "Stopped", "In_Progress"),
)


@pytest.fixture
def process(account):
    from workflows import actions

    return actions.create(account, {"name": "Nightly"})


def shown(text, marker):
    """What stands behind a heading, in the page's text."""
    return text.split(marker, 1)[1]


def answers(response):
    """Status and body of each exchange, in the page's order."""
    found = response.context["methods"]
    return [(e.verb, e.path, e.status, json.loads(e.answer)) for _method, e in found]


def test_the_states_stand_on_top_by_number_name_and_meaning(member):
    text = member.text("api")

    assert text.index("States of jobs") < text.index("Types of jobs")
    for number, name in enumerate(STATES):
        assert f"{number} {name} " in text
    assert "8 In_Progress It is being carried out." in text


def test_types_are_marked_as_published_or_as_ours(member):
    types = shown(member.text("api"), "Types of jobs")

    assert re.search(r"1 Orchestrated [^.]+\. published", types)
    assert re.search(r"2 Outside [^.]+\. Steeple's own", types)


def test_three_tabs_lead_to_the_methods_of_each(member, process):
    for tab, endpoints in (
        ("", ["job/create", "job/read/{guid}", "job/update", "job/delete/{guid}"]),
        ("process", ["process/read/{guid}"]),
        ("version", ["processVersion/read/{guid}"]),
    ):
        page = member.get("api", tab=tab).content.decode()
        assert page.count('role="tab"') == 3
        assert page.count('aria-selected="true"') == 1
        found = re.findall(r'class="method-call">.*?<code>(.*?)</code>', page)
        assert found == [f"/api/{endpoint}" for endpoint in endpoints]


def test_a_method_tells_endpoint_verb_authorisation_parameters_and_an_exchange(
    member, process
):
    text = shown(member.text("api"), "Create a job")

    for part in (
        "Endpoint /api/job/create",
        "Method POST",
        "Authorisation required",
        "Process yes The process to start",
        f'"Process": "{process.guid}"',
        '"status": 1',
    ):
        assert part in text


def test_the_answers_are_real_and_belong_to_each_other(member, process):
    created, read, updated, deleted = answers(member.get("api"))

    guid = created[3]["guid"]
    assert created[:3] == ("POST", "/api/job/create", 200)
    assert read[1:3] == (f"/api/job/read/{guid}", 200)
    assert read[3] == {"id": read[3]["id"], **created[3]}
    assert updated[2:] == (200, [])
    assert deleted[1:] == (f"/api/job/delete/{guid}", 200, [])


def test_nothing_of_it_remains(
    member, process, hints, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        member.get("api")

    assert ProcessRun.objects.count() == 0
    assert ApiKey.objects.count() == 0
    assert SherpaJob.objects.count() == 0
    assert hints == []


def test_no_secret_stands_on_the_page(member, process):
    page = member.get("api").content.decode()

    assert "Base64 of the secret" in page
    assert not re.search(r"Bearer [A-Za-z0-9+/]{20}", page)


def test_process_and_version_are_the_accounts_own(member, process):
    [(_verb, path, status, read)] = answers(member.get("api", tab="process"))
    assert (path, status) == (f"/api/process/read/{process.guid}", 200)

    [(_verb, path, status, version)] = answers(member.get("api", tab="version"))

    assert path.endswith(read["process_version_guid"])
    assert (status, version["process_id"]) == (200, str(process.number))


def test_required_parameters_are_given_in_the_example(member, process):
    from runs import actions

    parameters = [
        {"name": "city", "required": True},
        {"name": "count", "type": "number", "required": True},
        {"name": "free"},
    ]
    plan = {"steps": [], "parameters": parameters}
    actions.publish(process, definition={}, plan=plan)

    created, *_rest = answers(member.get("api"))

    assert created[2] == 200


def test_without_a_process_the_answers_say_so(member):
    created, *others = answers(member.get("api"))

    assert created[2] == 400
    assert created[3]["message"].startswith("Process: ")
    assert {status for _verb, _path, status, _answer in others} == {404}


def test_anothers_process_is_not_the_example(outsider, process):
    page = visible(outsider.get("api"))

    assert str(process.guid) not in page


def test_whoever_belongs_to_no_account_sees_no_answers(staff):
    text = staff("new").text("api")

    assert "Answers are shown to those who belong to an account." in text


def test_it_is_not_for_strangers(client, db):
    User.objects.create(username="guest")

    assert client.get("/admin/api/").status_code == 302


def test_the_navigation_leads_there(member, outsider, staff):
    page = member.get("index").content.decode()

    assert '<a href="/admin/api/">API</a>' in page
    assert "/admin/api/" not in staff("new").get("index").content.decode()


def test_an_unknown_tab_is_the_first_one(member):
    assert member.get("api", tab="x").context["tab"].key == "job"
