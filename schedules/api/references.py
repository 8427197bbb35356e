"""Things of the caller's account that a body names, by id or GUID."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.access import Access
from accounts.api import identity
from runs.models import Process
from schedules.models import Schedule


class ProcessReference(serializers.Field[Process, Any, int, Any]):
    """A living job or workflow of the caller's account, by its id or GUID."""

    default_error_messages = {
        "unknown": _("There is no job or workflow of this id or GUID.")
    }

    def to_internal_value(self, data: Any) -> Process:
        access: Access = self.context["request"].auth
        living = Process.objects.living().filter(account=access.account)
        named = identity.condition(str(data), number="number")
        found = None if named is None else living.filter(**named).first()
        if found is None:
            self.fail("unknown")
        return found

    def to_representation(self, value: Process) -> int:
        return value.number


class ScheduleReference(serializers.Field[Schedule, Any, int, Any]):
    """A living schedule of the caller's account, by its id or GUID."""

    default_error_messages = {"unknown": _("There is no schedule of this id or GUID.")}

    def to_internal_value(self, data: Any) -> Schedule:
        access: Access = self.context["request"].auth
        living = Schedule.objects.living().filter(process__account=access.account)
        named = identity.condition(str(data))
        found = None if named is None else living.filter(**named).first()
        if found is None:
            self.fail("unknown")
        return found

    def to_representation(self, value: Schedule) -> int:
        return value.pk


def process_named(text: str) -> dict[str, Any]:
    """The filter for rows of the process that a query parameter names.

    Raises ValueError with a sentence.
    """
    named = identity.condition(text, number="number")
    if named is None:
        raise ValueError(gettext("Give the id or the GUID of a job or workflow."))
    return {f"process__{column}": value for column, value in named.items()}
