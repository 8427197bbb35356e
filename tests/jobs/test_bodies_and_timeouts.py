from __future__ import annotations

import math

import pytest


@pytest.mark.parametrize("body", ["", '{"order": 1}', "plain, мир 😀", " kept \r\n"])
def test_a_body_is_kept_to_the_letter(read, body):
    assert read(body=body).body == body


def test_a_body_of_a_mebibyte_is_taken_and_a_byte_more_is_not(read, refused):
    assert len(read(body="x" * 1_048_576).body) == 1_048_576
    assert set(refused(body="x" * 1_048_577)) == {"body"}


@pytest.mark.parametrize("body", ["\x00", "\ud800", 5, [], {"a": 1}, b"x"])
def test_what_is_no_text_is_refused(refused, body):
    assert set(refused(body=body)) == {"body"}


@pytest.mark.parametrize(
    ("given", "timeout_s"),
    [(None, 30.0), ("", 30.0), (1, 1.0), (2.5, 2.5), (3600, 3600)],
)
def test_a_timeout_is_a_number_of_seconds(read, given, timeout_s):
    assert read(timeout_s=given).timeout_s == timeout_s


@pytest.mark.parametrize(
    "given",
    [
        0,
        0.99,
        -5,
        3_601,
        10**12,
        10**400,
        math.nan,
        math.inf,
        True,
        "30",
        "abc",
        [],
        {},
    ],
)
def test_another_timeout_is_refused_naming_the_range(refused, given):
    sentence = refused(timeout_s=given)["timeout_s"]

    assert "1" in sentence
    assert "3600" in sentence
