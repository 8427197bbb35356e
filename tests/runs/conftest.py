from __future__ import annotations

import itertools

import pytest

import runs.actions
from runs.models import Process


def request(method="GET", url="http://api.example/", **rest):
    return {
        "method": method,
        "url": url,
        "headers": {},
        "body": {},
        "internal": False,
        **rest,
    }


def http(key, *needs, method="GET", **rest):
    return {
        "key": key,
        "kind": "http",
        "needs": list(needs),
        "request": request(method),
        **rest,
    }


def wait(key, *needs, **rest):
    return {"key": key, "kind": "wait", "needs": list(needs), "wait": rest}


def process(key, other, *needs, **rest):
    return {
        "key": key,
        "kind": "process",
        "needs": list(needs),
        "process": {"guid": str(other.guid), **rest},
    }


def compose(key, *needs, **rest):
    return {"key": key, "kind": "compose", "needs": list(needs), **rest}


@pytest.fixture
def planned(account):
    """A process with this plan, as a workflow compiles to: `planned(step, step)`."""
    names = itertools.count(1)

    def planned(*steps, owner=account, plan=None, **fields):
        fields.setdefault("name", f"Plan {next(names)}")
        process = Process.objects.create(account=owner, kind="workflow", **fields)
        document = {"steps": list(steps), "outputs": {}, **(plan or {})}
        runs.actions.publish(process, definition={}, plan=document)
        return process

    return planned


@pytest.fixture
def states():
    """The states of a run's steps by key."""

    def states(run):
        return dict(run.step_runs.order_by("pk").values_list("key", "status"))

    return states
