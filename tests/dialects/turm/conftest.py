"""A workflow of two steps that take parameters, by the name Turm's document has."""

from __future__ import annotations

import pytest

NAME = "Getmyinvoices Documents nach Ecodms  Ecodms"


def plan(*, declared=()):
    return {
        "steps": [
            {
                "key": key,
                "kind": "compose",
                "needs": needs,
                "parameters": {"filter": "none", "size": 1},
                "outputs": {"filter": "{{ parameters.filter }}"},
            }
            for key, needs in (("fetch", []), ("store", ["fetch"]))
        ],
        "outputs": {"filter": "{{ steps.store.output.filter }}"},
        "parameters": [{"name": name, "type": "text"} for name in declared],
    }


@pytest.fixture
def make_workflow(account):
    import runs.actions
    import workflows.actions

    def make(*, name=NAME, owner=account, declared=(), **values):
        workflow = workflows.actions.create(owner, {"name": name, **values})
        runs.actions.publish(workflow, definition={}, plan=plan(declared=declared))
        workflow.refresh_from_db()
        return workflow

    return make


@pytest.fixture
def workflow(make_workflow):
    return make_workflow()
