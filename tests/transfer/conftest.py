from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.access import Access
from accounts.choices import Role
from scheduler_project.transfer import actions
from scheduler_project.transfer.exceptions import InvalidDocumentError
from workflows import actions as workflows


@pytest.fixture
def make_workflow(account):
    def make(*steps, name, **values):
        values = {"name": name, "steps": list(steps), **values}
        return workflows.create(account, values)

    return make


@pytest.fixture
def take(account):
    """Import a text into our account, or into another one."""

    def take_it(text, *, owner=account, **options):
        access = Access(account=owner, role=Role.ADMIN, by="ada")
        return actions.take_over(text, access=access, now=timezone.now(), **options)

    return take_it


@pytest.fixture
def refused(take):
    """The sentences by place with which a text is refused."""

    def refuse(text, **options):
        with pytest.raises(InvalidDocumentError) as refusal:
            take(text, **options)
        for sentence in refusal.value.sentences.values():
            assert sentence.endswith(".")
        return refusal.value.sentences

    return refuse


@pytest.fixture
def full(account, make_job, make_schedule, make_workflow):
    """An account with something of everything in it."""
    make_job(name="Same", url="http://api.example/1")
    second = make_job(name="Same", url="http://api.example/2", body="a\n\n  b\n")
    make_schedule(process=second)
    make_schedule(process=second, kind="cron", expression="0 8 * * *", name="Morning")
    make_job(
        name="Secretive",
        url="http://api.example/3",
        headers={"Authorization": "Bearer h0p-s3cret"},
        timeout_s=5,
        attempts=3,
        retry_on=["timeout"],
        enabled=False,
    )
    make_job(name="", url="/healthz", method="GET")
    inner = make_workflow(
        {"key": "sum", "kind": "compose", "outputs": {"x": "{{ input.a }}"}},
        name="Z  inner",
        parameters=[
            {"name": "a", "type": "number", "default": 5},
            {"name": "token", "secret": True},
        ],
        outputs={"x": "{{ steps.sum.output.x }}"},
    )
    outer = make_workflow(
        {"key": "rest", "kind": "wait", "for_s": 2.5},
        {
            "key": "go",
            "kind": "process",
            "needs": [],
            "process": str(inner.guid),
            "input": {"a": 7},
        },
        {
            "key": "tell",
            "kind": "http",
            "needs": ["rest", "go"],
            "when": "steps.go.output.x > `1`",
            "method": "PUT",
            "url": "http://api.example/{{ steps.go.output.x }}",
            "headers": {"X-Api-Key": "t0p-s3cret"},
            "body": {"json": {"multi": "line\none\n", "odd": "yes", "n": 1.5}},
            "outputs": {"rows": "body.rows"},
        },
        name="A outer",
        stop_on_error=False,
        webhook=True,
        unique=True,
        description="Two lines,\nand more: # no comment",
    )
    make_schedule(process=outer, kind="quartz", expression="0 6 6 ? * FRI")
    make_schedule(process=outer, kind="once", expression="2020-01-01T00:00:00Z")
    return account
