"""What is no expression is refused with a sentence that names field and mend."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from schedules import timing
from schedules.exceptions import NotationError

QUARTZ, FIELDS = timing.QUARTZ, timing.FIELDS


def refusal(kind: str, text: str) -> NotationError:
    with pytest.raises(NotationError) as caught:
        timing.rule(kind, text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "field", "part"),
    [
        ("60 * * * *", "minute", "“60” is outside 0-59"),
        ("* 24 * * *", "hour", "“24” is outside 0-23"),
        ("* * 0 * *", "day_of_month", "outside 1-31"),
        ("* * * 13 *", "month", "outside 1-12"),
        ("*/0 * * * *", "minute", "step of 0"),
        ("*/100 * * * *", "minute", "at most 59"),
        ("50-10 * * * *", "minute", "write “50-59,0-10”"),
        ("0 0 * * 6-0", "day_of_week", "write “6-7,0”"),
        ("1-2-3 * * * *", "minute", "“1-2-3” is unreadable"),
        ("-5 * * * *", "minute", "“-5” is unreadable"),
        ("1,,2 * * * *", "minute", "take one comma out"),
        ("1, 2 * * * *", "expression", "6 fields"),
        ("1, * * * *", "minute", "take one comma out"),
        ("5/15 * * * *", "minute", "write “5-59/15”"),
        ("", "expression", "required"),
        (" \t\r\n ", "expression", "required"),
        ("* * * *", "expression", "4 fields are given"),
        ("* * * * * * *", "expression", "7 fields are given"),
        ("* * * * * * * *", "expression", "8 fields are given"),
        ("0 6 6 ? * FR", "expression", "choose Quartz, and write “0 6 6 ? * FRI”"),
        ("0 6 ? * FRI", "day_of_month", "“?” is Quartz notation"),
        ("0 0 L * *", "day_of_month", "“L” is Quartz notation"),
        ("0 0 15W * *", "day_of_month", "“15W” is Quartz notation"),
        ("0 0 * * 5#3", "day_of_week", "“5#3” is Quartz notation"),
        ("0 0 * * FRIL", "day_of_week", "“FRIL” is Quartz notation"),
        ("0 0 * * 8", "day_of_week", "“8” is outside 0-7"),
        ("0 0 * * FR", "day_of_week", "write one of SUN, MON"),
        ("0 0 * FOO *", "month", "write one of JAN, FEB"),
        ("１ * * * *", "expression", "“１” is not ASCII"),
        ("0 0 * *\n*", "expression", "Unexpected character “\\n”"),
        ("0 0 * * *\x00", "expression", "Unexpected character “\\x00”"),
        ("*," * 20_000, "expression", "longer than 100 characters"),
        ("1" * 5_000 + " * * * *", "expression", "longer than 100 characters"),
        ("1" * 80 + " * * * *", "minute", "is outside 0-59"),
        ("@reboot", "expression", "“@reboot” is not supported"),
        ("@every 5s", "expression", "@daily"),
        ("0 0 * * *; rm -rf /", "expression", "Unexpected character “;”"),
        ("${7*7}", "expression", "Unexpected character “$”"),
        ("{{7*7}}", "expression", "Unexpected character “{”"),
        ("%(max)s * * * *", "expression", "Unexpected character “%”"),
    ],
)
def test_unix_refuses(text: str, field: str, part: str):
    error = refusal(timing.CRON, text)
    assert error.field == field
    assert part in str(error)


@pytest.mark.parametrize("text", ["0 0 * * *\n", "\t0 0 * * *", " 0  0 * * * "])
def test_outer_blanks_are_taken_off_and_never_kept(text: str):
    assert timing.rule(timing.CRON, text).text == "0 0 * * *"


@pytest.mark.parametrize(
    ("text", "field", "part"),
    [
        ("0 6 6 ? * ?", "day_of_week", "Exactly one"),
        ("0 6 6 * * *", "day_of_week", "0 0 12 * * ?"),
        ("0 6 6 6 * FRI", "day_of_week", "Exactly one"),
        ("0 6 6 * *", "expression", "5 fields are given"),
        ("0 6 6 ? * FRI 2027 1", "expression", "8 fields are given"),
        ("? 6 6 ? * FRI", "second", "does not belong here"),
        ("0 0 0 L,15 * ?", "day_of_month", "each alone"),
        ("0 0 0 15W,20 * ?", "day_of_month", "each alone"),
        ("0 0 0 1-15W * ?", "day_of_month", "unreadable"),
        ("0 0 0 L-31 * ?", "day_of_month", "outside 0-30"),
        ("0 0 0 32W * ?", "day_of_month", "outside 1-31"),
        ("0 0 0 ? * 6#6", "day_of_week", "outside 1-5"),
        ("0 0 0 ? * 6#3,2", "day_of_week", "each alone"),
        ("0 0 0 ? * 6L,2", "day_of_week", "each alone"),
        ("0 0 0 ? * LW", "day_of_week", "does not belong here"),
        ("0 0 0 ? * 0", "day_of_week", "outside 1-7"),
        ("0 0 0 ? * F", "day_of_week", "write one of SUN, MON"),
        ("0 0 0 ? * FRIDAY", "day_of_week", "write one of SUN, MON"),
        ("0 0 0 ? * MON-FRI/2", "day_of_week", "no step"),
        ("0 0 0 ? * 2-FRI", "day_of_week", "no number"),
        ("0 0/0 0 * * ?", "minute", "step of 0"),
        ("0 0/60 0 * * ?", "minute", "at most 59"),
        ("0 0 0/24 * * ?", "hour", "at most 23"),
        ("0 0 0 1 1 ? 1969", "year", "outside 1970-2099"),
        ("0 0 0 1 1 ? 2030-2027", "year", "write “2027-2030”"),
        ("0 0 0 ? * " + ",".join(["MO"] * 30), "expression", "longer than 100"),
    ],
)
def test_quartz_refuses(text: str, field: str, part: str):
    error = refusal(QUARTZ, text)
    assert error.field == field
    assert part in str(error)


@pytest.mark.parametrize(
    ("text", "field", "part"),
    [
        ("8", "expression", "no named field"),
        ("0 8 * * *", "expression", "no named field"),
        ("weekday=1", "expression", "“weekday” is no field"),
        ("hour=8 hour=9", "hour", "write it once"),
        ("hour=", "hour", "leave it out"),
        ("day_of_week=7", "day_of_week", "outside 0-6"),
        ("day_of_week=fri-mon", "day_of_week", "runs backwards"),
        ("day=1st", "day", "unreadable"),
        ("day=6th sun", "day", "unreadable"),
        ("day=1st foo", "day_of_week", "write one of MON"),
        ("hour=last", "hour", "unreadable"),
        ("minute=*/60", "minute", "at most 59"),
        ("minute=10-15/6", "minute", "at most 5"),
        ("year=2100", "year", "outside 1970-2099"),
        ("month=jan-3", "month", "no number"),
        ("hour=8; drop", "expression", "Unexpected character “;”"),
        ("hour=8," * 100, "expression", "longer than 200 characters"),
    ],
)
def test_named_fields_refuse(text: str, field: str, part: str):
    error = refusal(FIELDS, text)
    assert error.field == field
    assert part in str(error)


def test_the_sentence_is_made_in_the_readers_language(monkeypatch: pytest.MonkeyPatch):
    asked = []

    def gettext(message: str) -> str:
        asked.append((translation.get_language(), message))
        return message

    monkeypatch.setattr("schedules.notations.refusals._", gettext)
    for language in ("de", "en"):
        with translation.override(language):
            refusal(timing.CRON, "60 * * * *")
    assert {language for language, _message in asked} == {"de", "en"}
    assert all("60" not in message for _language, message in asked)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"zone": "Europe/Berln"}, "timezone"),
        ({"zone": "CET+1"}, "timezone"),
        ({"zone": "../etc/passwd"}, "timezone"),
        ({"zone": "/etc/localtime"}, "timezone"),
        ({"zone": "localtime"}, "timezone"),
        ({"zone": "Europe"}, "timezone"),
        ({"zone": "europe/berlin"}, "timezone"),
        ({"zone": ""}, "timezone"),
        ({"kind": "rrule"}, "kind"),
        ({"gap": "later"}, "gap"),
        ({"repeat": "never"}, "repeat"),
        ({"kind": "interval", "expression": "60"}, "anchor"),
    ],
)
def test_what_surrounds_the_text_is_refused_by_name(
    changes: dict[str, Any], field: str
):
    with pytest.raises(NotationError) as caught:
        timing.recurrence(**{"kind": timing.CRON, "expression": "@daily", **changes})
    assert caught.value.field == field
