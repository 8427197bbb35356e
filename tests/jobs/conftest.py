from __future__ import annotations

import re

import pytest

from jobs import definition
from jobs.exceptions import InvalidJobError

OWN = ("http://127.0.0.1:8000", "https://clock.example", "http://localhost:8000")

# Each refusal tells what to do.
MENDS = re.compile(
    r"Begin|Check|Choose|Close|Expressions (begin|may)|Give|Leave|Look|Make|Put|Remove"
    r"|Say|Secrets are named|Shorten|Use|Write|encode"
)


@pytest.fixture
def read():
    """Read these field values over those of a job that is all right."""

    def read_it(**values):
        defaults = {"method": "POST", "url": "http://api.example/orders"}
        return definition.read(defaults | values, own_origins=OWN)

    return read_it


@pytest.fixture
def refused(read):
    """The sentences by field with which these values are refused."""

    def refuse(**values):
        with pytest.raises(InvalidJobError) as refusal:
            read(**values)
        for sentence in refusal.value.sentences.values():
            assert sentence.endswith(".")
            assert len(sentence) < 300
            assert MENDS.search(sentence), sentence
        return refusal.value.sentences

    return refuse
