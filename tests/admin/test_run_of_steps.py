"""The page of a run of several steps: its graph, its time line, its kin."""

from __future__ import annotations

import re
from typing import Any

import pytest

import workflows.actions
from runs.models import ProcessRun, StepRun
from tests.admin.pages import address, visible
from tests.conftest import answered

DIAMOND: list[dict[str, Any]] = [
    {"key": "start", "kind": "compose", "outputs": {"v": 1}},
    {"key": "call", "kind": "http", "method": "GET", "url": "http://api.example/"},
    {"key": "other", "kind": "compose", "needs": ["start"], "outputs": {"v": 2}},
    {"key": "never", "kind": "compose", "needs": ["start"], "when": "`false`"},
    {"key": "join", "kind": "compose", "needs": ["call", "other"]},
]


@pytest.fixture
def make(account):
    def create(steps, **values):
        return workflows.actions.create(
            account, {"name": "Nightly", "steps": steps, **values}
        )

    return create


@pytest.fixture
def carried_out(make, start, work, peer):
    def run(steps=DIAMOND, answer=None, **values):
        peer.answers.append(answer or answered())
        begun = start(process=make(steps, **values))
        work(begun)
        return begun

    return run


def states(response):
    """The state of each node, by its key."""
    page = response.content.decode()
    nodes = re.findall(r'class="node node-(\w+)" href="[^"]*#step-(\w+)"', page)
    return {key: state for state, key in nodes}


def test_the_graph_has_the_state_of_each_step(member, carried_out):
    run = carried_out()

    page = member.get("runs_processrun_change", run.pk)
    assert states(page) == {
        "start": "succeeded",
        "call": "succeeded",
        "other": "succeeded",
        "never": "skipped",
        "join": "succeeded",
    }
    text = visible(page)
    assert "join, Compute outputs, after call, other: Succeeded" in text
    assert "Time line" in text


def test_a_step_that_failed_is_red_and_says_why(member, carried_out):
    run = carried_out(answer=answered(503))

    page = member.get("runs_processrun_change", run.pk)
    assert states(page)["call"] == "failed"
    assert states(page)["join"] == "todo"
    assert visible(page).count("The server answered 503 Service Unavailable.") == 2
    assert 'href="#step-call"' in page.content.decode()


def test_a_run_under_way_renews_itself_when_a_step_does(member, make, start):
    run = start(process=make(DIAMOND))
    page = member.get("runs_processrun_change", run.pk)
    mark = page.context["mark"]
    assert 'hx-trigger="every 1s"' in page.content.decode()
    live = address("runs_processrun_live", run.pk)
    assert member.client.get(f"{live}?seen={mark}").status_code == 204

    StepRun.objects.create(
        run=run,
        key="start",
        status="waiting",
        waiting_for="time",
        created_at=run.created_at,
    )
    renewed = member.client.get(f"{live}?seen={mark}")
    assert states(renewed)["start"] == "waiting"


def test_it_goes_on_from_the_step_that_failed(member, carried_out, work, peer):
    run = carried_out(answer=answered(503))

    response = member.post("runs_processrun_act", run.pk, data={"act": "continue"})

    new = ProcessRun.objects.latest("pk")
    assert response.url == address("runs_processrun_change", new.pk)
    work(new)
    assert new.status == "succeeded"
    page = member.get("runs_processrun_change", new.pk)
    assert "Taken over from the run that this one continues." in visible(page)
    old = member.text("runs_processrun_change", run.pk)
    assert "Runs that came of it Nightly" in old


def test_it_goes_on_with_the_version_that_mends_it(member, carried_out, work, peer):
    run = carried_out(answer=answered(503))
    mended = [dict(step) for step in DIAMOND]
    mended[1]["url"] = "http://better.example/"
    workflows.actions.change(run.process.workflow, {"name": "Nightly", "steps": mended})
    text = member.text("runs_processrun_change", run.pk)
    assert "Continue with version 1" in text
    assert "Continue with version 2" in text

    member.post("runs_processrun_act", run.pk, data={"act": "continue-newest"})

    new = ProcessRun.objects.latest("pk")
    work(new)
    assert new.version.number == 2
    assert peer.requests[-1].url == "http://better.example/"


@pytest.mark.parametrize("answer", [answered(), answered(503)])
def test_only_what_ended_badly_goes_on(member, carried_out, answer):
    run = carried_out(answer=answer)

    page = member.get("runs_processrun_change", run.pk).content.decode()
    assert ('value="continue"' in page) == (answer.status == 503)


def test_a_run_of_another_process_is_linked_both_ways(
    member, make, start, work, account
):
    child = workflows.actions.create(account, {"name": "Child"})
    steps = [
        {"key": "sub", "kind": "process", "process": "Child"},
        {"key": "after", "kind": "compose"},
    ]
    run = start(process=make(steps))
    work(run)

    [below] = ProcessRun.objects.filter(process=child)
    above = member.get("runs_processrun_change", run.pk)
    assert address("runs_processrun_change", below.pk) in above.content.decode()
    page = member.get("runs_processrun_change", below.pk).content.decode()
    assert f"{address('runs_processrun_change', run.pk)}?step=sub#step-sub" in page


def test_a_run_that_a_call_started_is_linked(member, job, start):
    calling = start()
    start(origin="api", origin_guid=calling.guid)

    text = member.text("runs_processrun_change", calling.pk)

    assert "Runs that came of it Orders" in text


def test_a_run_that_came_of_it_in_another_account_is_not_shown(
    member, make_job, stranger, start
):
    calling = start()
    other = make_job(owner=stranger, name="Theirs")
    start(process=other, origin="api", origin_guid=calling.guid)

    assert "Theirs" not in member.text("runs_processrun_change", calling.pk)


def test_of_many_steps_the_chosen_one_is_shown_in_full(member, make, start, work):
    steps = [
        {"key": f"s{n}", "kind": "compose", "outputs": {"v": f"value {n}"}}
        for n in range(30)
    ]
    run = start(process=make(steps))
    work(run)

    short = member.get("runs_processrun_change", run.pk)
    assert "value 7" not in visible(short)
    assert "?step=s7#step-s7" in short.content.decode()
    full = member.text("runs_processrun_change", run.pk, step="s7")
    assert "value 7" in full
    assert "value 8" not in full


def test_the_page_costs_the_same_with_more_steps(
    member, make, start, work, django_assert_max_num_queries
):
    def run_of(count):
        steps = [{"key": f"s{n}", "kind": "compose"} for n in range(count)]
        run = start(process=make(steps, name=f"{count}"))
        work(run)
        return run.pk

    few, many = run_of(20), run_of(40)
    for pk in (few, many):
        member.get("runs_processrun_change", pk)
        with django_assert_max_num_queries(16):
            member.get("runs_processrun_change", pk)


def test_a_secret_is_not_on_the_page(member, make, start, work):
    run = start(
        process=make(
            [{"key": "a", "kind": "compose", "outputs": {"v": "{{ input.token }}"}}],
            parameters=[{"name": "token", "secret": True}],
        ),
        input={"token": "hush-hush-hush"},
    )
    work(run)

    page = member.get("runs_processrun_change", run.pk).content.decode()
    assert "hush-hush" not in page
