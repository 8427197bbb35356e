from __future__ import annotations

import re

import pytest

from workflows import actions, definition
from workflows.exceptions import InvalidWorkflowError

# Each refusal tells what to do.
MENDS = re.compile(
    r"\b(Add|Begin|Choose|Close|Expressions (begin|may)|ends too early|Give|Leave|Let"
    r"|Look|Make|Name|Put|Remove|Say|Secrets are named|Shorten|Use|Write|encode)\b"
)


def compose(key="sum", **values):
    """A step that needs nothing but its key."""
    return {"key": key, "kind": "compose", **values}


def call(key="query_1", **values):
    """A step that is all right as it is."""
    return {
        "key": key,
        "kind": "http",
        "method": "POST",
        "url": "http://api.example/orders",
        **values,
    }


@pytest.fixture
def read():
    """Read these field values over those of an empty workflow."""

    def read_it(*steps, **values):
        return definition.read({"name": "Nightly", "steps": list(steps), **values})

    return read_it


@pytest.fixture
def refused(read):
    """The sentences by place with which these values are refused."""

    def refuse(*steps, **values):
        with pytest.raises(InvalidWorkflowError) as refusal:
            read(*steps, **values)
        for sentence in refusal.value.sentences.values():
            assert sentence.endswith(".")
            assert len(sentence) < 300
            assert MENDS.search(sentence), sentence
        return refusal.value.sentences

    return refuse


@pytest.fixture
def make_workflow(account):
    def make(*steps, name="Nightly", owner=account, **values):
        values = {"name": name, "steps": list(steps), **values}
        return actions.create(owner, values, by="ada")

    return make
