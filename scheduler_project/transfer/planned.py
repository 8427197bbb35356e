from __future__ import annotations

from typing import Any

from django.utils import timezone

from schedules.api import drafts
from schedules.api.serializers import ScheduleSerializer


class PlannedSerializer(ScheduleSerializer):
    """A schedule of a document: one that is over already is taken, too.

    It would be refused to a person who makes it now, but an account that is moved
    takes along what it was.
    """

    def _check_input(self, attrs: dict[str, Any]) -> None:
        """Secret values are in no document: its runs say what they miss."""

    def _check_timing(self, attrs: dict[str, Any]) -> None:
        anchor = timezone.now().replace(microsecond=0)
        drafts.read(drafts.drafted(attrs, saved=self.instance, anchor=anchor))
