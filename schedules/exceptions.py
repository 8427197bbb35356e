"""Everything the floor `schedules` raises, under one root."""

from __future__ import annotations


class SchedulesError(Exception):
    """Something about a schedule cannot be done as asked."""


class ChangeRefusedError(SchedulesError):
    """A firing that cannot be skipped or moved; the message is for the user."""


class NotationError(SchedulesError):
    """A text that says when cannot be read.

    `str(error)` is a translated sentence that names the field and the mend.

    `field` is one of second, minute, hour, day_of_month, month, day_of_week, year,
    day, week (named fields), or expression, kind, timezone, anchor, gap, repeat.
    """

    def __init__(self, sentence: str, *, field: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
