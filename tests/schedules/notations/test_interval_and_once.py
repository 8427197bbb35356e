"""The two notations that are no cron: whole seconds, and one instant."""

from __future__ import annotations

import pytest

from schedules.exceptions import NotationError
from schedules.notations import interval, once


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("1", 1), (" 60\n", 60), ("007", 7), ("315360000", 315_360_000)],
)
def test_an_interval_is_whole_seconds(text: str, seconds: int):
    assert interval.parse(text) == seconds


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("0", "at least 1"),
        ("-5", "at least 1"),
        ("315360001", "at most 315360000"),
        ("2147483648", "at most"),
        ("9" * 99, "at most"),
        ("9" * 5000, "longer than 100"),
        ("1.5", "whole number"),
        ("1.0", "whole number"),
        ("1e3", "whole number"),
        ("1e400", "whole number"),
        ("NaN", "whole number"),
        ("5 minutes", "whole number"),
        ("true", "whole number"),
        ("", "whole number"),
        ("--5", "whole number"),
        ("１", "whole number"),
        ("²", "whole number"),
    ],
)
def test_what_is_no_interval_is_refused(text: str, part: str):
    with pytest.raises(NotationError, match=part) as caught:
        interval.parse(text)
    assert caught.value.field == "expression"


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("2026-11-16T16:56:00Z", "2026-11-16T16:56:00Z"),
        ("2026-11-16 16:56z", "2026-11-16T16:56:00Z"),
        ("2026-11-16T16:56:00+03:00", "2026-11-16T13:56:00Z"),
        ("2026-01-01T01:00:00+03:00", "2025-12-31T22:00:00Z"),
    ],
)
def test_an_instant_is_kept_in_utc(text: str, canonical: str):
    assert once.canonical(once.parse(text)) == canonical
    assert once.parse(canonical) == once.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-16T16:56:00",  # in which zone?
        "2026-02-30T00:00:00Z",
        "2026-11-16T25:00:00Z",
        "2026-11-16T16:56:00.5Z",
        "2026-11-16T16:56:00+25:00",
        "2026-W47-1T00:00Z",
        "20261116T165600Z",
        "16.11.2026 16:56",
        "1605542160",
        "now",
        "",
        "２026-11-16T16:56:00Z",
    ],
)
def test_what_is_no_instant_is_refused(text: str):
    with pytest.raises(NotationError, match="is no instant"):
        once.parse(text)


@pytest.mark.parametrize(
    "text",
    ["0001-01-01T00:00:00+14:00", "1969-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00"],
)
def test_an_instant_is_within_the_engines_years(text: str):
    with pytest.raises(NotationError):
        once.parse(text)
