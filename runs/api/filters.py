"""Which runs a list shows, from its query parameters."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts import keys
from accounts.api import filters, identity
from accounts.api.strict_json import shown
from runs.choices import Origin
from runs.models import ProcessRun
from runs.models.run import RUN_STATUSES


def narrowed(
    rows: QuerySet[ProcessRun], parameters: Mapping[str, str]
) -> QuerySet[ProcessRun]:
    """See `accounts.api.filters.narrowed`."""
    return filters.narrowed(rows, parameters, _CONDITIONS)


def _status(text: str) -> dict[str, Any]:
    return {"status": _one_of(text, [value for value, _label in RUN_STATUSES])}


def _origin(text: str) -> dict[str, Any]:
    return {"origin": _one_of(text, list(Origin.values))}


def _process(text: str) -> dict[str, Any]:
    named = identity.condition(text, number="number")
    if named is None:
        raise ValueError(_("Give the id or the GUID of a job or workflow."))
    return {f"process__{column}": value for column, value in named.items()}


def _schedule(text: str) -> dict[str, Any]:
    # A run knows its schedule by the GUID alone: schedules are a floor above.
    guid: uuid.UUID | None = keys.read_guid(text)
    if guid is None:
        raise ValueError(_("Give the GUID of a schedule."))
    return {"origin": Origin.SCHEDULE, "origin_guid": guid}


def _one_of(text: str, known: list[str]) -> str:
    if text not in known:
        raise ValueError(
            _("“%(value)s” is unknown; write one of %(known)s.")
            % {"value": shown(text), "known": ", ".join(known)}
        )
    return text


_CONDITIONS: Mapping[str, filters.Condition] = {
    "status": _status,
    "origin": _origin,
    "process": _process,
    "schedule": _schedule,
}
