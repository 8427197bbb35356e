from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.api import authorship
from accounts.api.fields import (
    Choice,
    JsonText,
    LongText,
    Number,
    OpenFlag,
    Several,
    Text,
    Whole,
)
from jobs import actions
from jobs.definition import Definition
from jobs.exceptions import InvalidJobError
from jobs.models import Job
from runs import outgoing, retry
from runs.plan import DEFAULT_TIMEOUT_S
from schedules.api.processes import ProcessSerializer

DEFINED = tuple(field.name for field in dataclasses.fields(Definition))
ONCE = retry.Policy()


# As an answer and a form show them.
ORDER = (
    *("id", "guid", "name", "description", "method", "url", "headers", "body"),
    *("internal", "timeout_s", "attempts", "backoff", "retry_delay_s", "retry_on"),
    *("unique", "stop_after_s", "robot"),
    *("enabled", "schedules", "next_fire_at", "last_run", "created_at", "updated_at"),
)


class Verb(serializers.ChoiceField):
    """Any text: which verbs there are, in any case, the definition says."""

    default_error_messages = {"invalid": _("Give a text here.")}

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return data


class JobSerializer(ProcessSerializer[Job]):
    """A job's fields by type; the rules are those of jobs.definition."""

    method = Verb(
        [(method, method) for method in outgoing.METHODS],
        label=_("Method"),
        required=False,
        initial="POST",
    )
    url = Text(
        label=_("URL"),
        default="",
        allow_blank=True,
        help_text=_("A full address; of an internal job the path only."),
    )
    headers = JsonText(
        label=_("Headers"),
        default=dict,
        initial=dict,
        help_text=_('A JSON object, as in {"accept": "application/json"}.'),
    )
    body = LongText(label=_("Body"), default="", allow_blank=True)
    internal = OpenFlag(
        label=_("Internal"),
        help_text=_(
            "A call to this site itself: give the path only; accept and credentials "
            "are added. Left out, it is so where the URL begins with “/”."
        ),
    )
    timeout_s = Number(
        label=_("Timeout (seconds)"),
        default=DEFAULT_TIMEOUT_S,
        initial=DEFAULT_TIMEOUT_S,
        help_text=_("The whole call ends within it, whatever the server does."),
    )
    attempts = Whole(
        label=_("Attempts"),
        default=ONCE.attempts,
        initial=ONCE.attempts,
        help_text=_("How often the call is made at most, the first time included."),
    )
    backoff = Choice(
        [
            (retry.FIXED, _("always the same")),
            (retry.EXPONENTIAL, _("twice as long each time")),
        ],
        label=_("Pauses between attempts"),
        default=ONCE.backoff,
        initial=ONCE.backoff,
    )
    retry_delay_s = Number(
        label=_("First pause (seconds)"), default=ONCE.delay_s, initial=ONCE.delay_s
    )
    retry_on = Several(
        choices=[(failure, failure) for failure in retry.FAILURES],
        usual=ONCE.failures,
        label=_("Tried again after"),
    )

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        fields = super().get_fields()
        return {name: fields[name] for name in ORDER}

    def create(self, validated_data: dict[str, Any]) -> Job:
        return self._taken(actions.create, self.access.account, validated_data)

    def update(self, instance: Job, validated_data: dict[str, Any]) -> Job:
        present = {name: getattr(instance, name) for name in DEFINED}
        values = present | validated_data if self.partial else validated_data
        return self._taken(actions.change, instance, values)

    def _taken(self, act: Callable[..., Job], subject: Any, values: Any) -> Job:
        request = self.context["request"]
        origin = request.build_absolute_uri("/").removesuffix("/")
        try:
            return act(subject, values, origin=origin, by=authorship.name_of(request))
        except InvalidJobError as refusal:
            raise self.refusal(refusal.sentences) from refusal
