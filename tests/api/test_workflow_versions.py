"""What a workflow was: listed, compared, restored."""

from __future__ import annotations

import pytest

from runs.models import ProcessVersion
from workflows import actions

FIRST = {"key": "sum", "kind": "compose", "outputs": {"x": 1}}
SECOND = {**FIRST, "outputs": {"x": 2}}
CALL = {"key": "ask", "kind": "http", "method": "GET", "url": "http://api.example/"}


@pytest.fixture
def made(account):
    """A workflow of three versions."""
    made = actions.create(account, {"name": "Nightly", "steps": [FIRST]}, by="ada")
    for steps in ([SECOND], [SECOND, CALL]):
        actions.change(made, {"name": "Nightly", "steps": steps}, by="bob")
    return made


@pytest.fixture
def ask(api, made):
    def ask_it(rest="", *, method="get", **options):
        address = f"workflows/{made.number}/versions/{rest}"
        return api.ask(method, address, **options)

    return ask_it


def test_they_are_listed_newest_first(ask):
    versions = ask().json()["results"]

    told = [(each["number"], each["current"], each["by"]) for each in versions]
    assert told == [(3, True, "bob"), (2, False, "bob"), (1, False, "ada")]


def test_the_list_has_pages(ask):
    page = ask("?page_size=2").json()

    assert [each["number"] for each in page["results"]] == [3, 2]
    assert page["next"]


def test_one_is_shown_with_its_definition_and_its_plan(ask):
    version = ask("1/").json()

    assert version["definition"]["steps"][0]["outputs"] == {"x": 1}
    assert version["plan"]["steps"][0]["key"] == "sum"


def test_a_save_that_leaves_the_plan_makes_none(api, ask, made):
    body = {"description": "New", "unique": True}
    api.ask("patch", f"workflows/{made.number}/", body)

    assert len(ask().json()["results"]) == 3


def test_one_is_compared_with_the_one_before(ask):
    compared = ask("2/compare/").json()

    assert (compared["from"], compared["to"]) == (1, 2)
    [difference] = compared["differences"]
    assert difference == {
        "place": "steps.sum.outputs",
        "before": {"x": 1},
        "after": {"x": 2},
        "words": 'steps.sum.outputs was {"x": 1} and is now {"x": 2}',
    }


def test_one_is_compared_with_any_other(ask):
    compared = ask("1/compare/?with=3").json()

    gone = {each["place"] for each in compared["differences"] if each["after"] is None}
    assert {"steps.ask.url", "steps.ask.method"} <= gone


def test_the_first_differs_from_nothing_by_all_it_says(ask):
    compared = ask("1/compare/").json()

    assert compared["from"] is None
    assert all(each["before"] is None for each in compared["differences"])


def test_one_is_restored_as_a_new_version(ask, made):
    answer = ask("1/restore/", method="post")

    assert answer.status_code == 200
    assert answer.json()["steps"][0]["outputs"] == {"x": 1}
    newest = ProcessVersion.objects.latest("id")
    assert (newest.number, newest.created_by) == (4, "Till")
    assert newest.plan == ProcessVersion.objects.get(number=1).plan


def test_name_and_switches_stay_when_one_is_restored(api, ask, made):
    values = {"name": "Renamed", "unique": True, "enabled": False, "webhook": True}
    api.ask("patch", f"workflows/{made.number}/", values)

    restored = ask("1/restore/", method="post").json()

    assert {name: restored[name] for name in values} == values


def test_restoring_the_current_one_changes_nothing(ask):
    assert ask("3/restore/", method="post").status_code == 200
    assert ProcessVersion.objects.count() == 3


def test_one_that_starts_a_deleted_process_cannot_be_restored(api, account, ask, made):
    inner = actions.create(account, {"name": "Inner"})
    start = {"key": "go", "kind": "process", "process": "Inner"}
    actions.change(made, {"name": "Nightly", "steps": [start]})
    actions.change(made, {"name": "Nightly", "steps": []})
    api.ask("delete", f"workflows/{inner.number}/")

    answer = ask("4/restore/", method="post")

    assert answer.status_code == 409
    assert "There is no job or workflow" in answer.json()["detail"]


@pytest.mark.parametrize("number", ["0", "4", "x", "-1", "1" * 30, "١"])
@pytest.mark.parametrize("rest", ["", "compare/", "restore/"])
def test_one_that_is_not_there_is_not_found(ask, number, rest):
    method = "post" if rest == "restore/" else "get"

    assert ask(f"{number}/{rest}", method=method).status_code == 404


@pytest.mark.parametrize("number", ["0", "x", ""])
def test_none_is_compared_with_one_that_is_not_there(ask, number):
    answer = ask(f"2/compare/?with={number}")

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["with"]


def test_a_body_where_none_is_wanted_is_refused(ask):
    answer = ask("1/restore/", method="post", body={"name": "x"})

    assert answer.status_code == 400
    assert ProcessVersion.objects.count() == 3


def test_another_workflows_version_is_not_its(account, api, made):
    other = actions.create(account, {"name": "Other"})

    answer = api.ask("get", f"workflows/{other.number}/versions/2/")

    assert answer.status_code == 404
