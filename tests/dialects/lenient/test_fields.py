"""Keys are blind to case and separators, values to how they are spelled."""

from __future__ import annotations

import pytest

from dialects import scalars
from dialects.lenient import Fields


@pytest.mark.parametrize(
    "key",
    [
        *("runImmediately", "run immediately", "RUN_IMMEDIATELY", "run-immediately"),
        *(" runimmediately ", "Run\tImmediately", "RunImmediately"),
    ],
)
def test_a_key_is_found_however_it_is_spelled(key):
    assert Fields({key: "Y"})["runImmediately"] == "Y"
    assert "run_immediately" in Fields({key: "Y"})


def test_an_exact_spelling_wins_over_others():
    assert Fields({"Guid": 1, "guid": 2, "GUID": 3})["guid"] == 2


def test_among_others_the_last_one_does():
    assert Fields({"Guid": 1, "GUID": 3})["guid"] == 3


def test_keys_are_handed_out_as_they_were_sent():
    assert list(Fields({"Run Once": 1, "b": 2})) == ["Run Once", "b"]
    assert len(Fields({"a": 1})) == 1


def test_what_is_not_there_is_not_there():
    fields = Fields({})

    assert "name" not in fields
    assert fields.get("name") is None
    with pytest.raises(KeyError):
        fields["name"]


def test_the_first_name_that_says_something_is_meant():
    fields = Fields({"Process": "", "process_guid": None, "ProcessId": 5})

    assert fields.said("process", "processGuid", "processId") == 5
    assert fields.said("robot") is None


@pytest.mark.parametrize(
    ("given", "flag"),
    [
        *(("Y", True), ("y", True), ("true", True), ("True", True), (True, True)),
        *((1, True), ("1", True), ("yes", True), ("ja", True), ("on", True)),
        *(("E", True), ("N", False), ("N,", False), (" n ", False), (False, False)),
        *((0, False), ("0", False), ("no", False), ("nein", False), ("H", False)),
        *(("", None), (None, None), (2, None), ("maybe", None), (1.0, None)),
        *(([], None), ({}, None)),
    ],
)
def test_truth_has_many_spellings(given, flag):
    assert scalars.flag(given) is flag


@pytest.mark.parametrize(
    ("given", "whole"),
    [
        *((1, 1), ("1", 1), (" 60 ", 60), ("-5", -5), ("1,", 1), (2.0, 2)),
        *((1.5, None), ("1.5", None), ("1e3", None), ("", None), (None, None)),
        *((True, None), ("٣", None), ("9" * 19, None), ([1], None)),
    ],
)
def test_whole_numbers_may_be_texts(given, whole):
    assert scalars.whole(given) == whole
