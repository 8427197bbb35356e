from __future__ import annotations

from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command


def shown(*words, **options):
    out = StringIO()
    call_command("preview", *words, stdout=out, **options)
    return out.getvalue().splitlines()


def test_it_shows_words_and_the_next_instants():
    words, *instants = shown("cron", "30 8 * * *", count=3, timezone="Europe/Berlin")

    assert "08:30" in words
    assert len(instants) == 3
    assert all("08:30:00+0" in instant for instant in instants)


def test_a_text_that_cannot_be_read_is_refused_in_words():
    with pytest.raises(CommandError, match="minute"):
        shown("cron", "61 * * * *")


@pytest.mark.django_db
def test_it_tells_what_a_change_would_do(make_schedule, noon):
    schedule = make_schedule(kind="cron", expression="0 8 * * *")

    # Between eight and nine one of them is over and the other is not.
    with time_machine.travel(noon, tick=False):
        lines = shown("cron", "0 9 * * *", against=str(schedule.guid))

    assert lines[-1] == ("Against the saved one, in 90 days: 0 go, 0 come, 90 move.")


@pytest.mark.django_db
def test_an_unknown_schedule_is_refused():
    with pytest.raises(CommandError, match="There is no schedule"):
        shown("cron", "0 9 * * *", against="00000000-0000-0000-0000-000000000000")
