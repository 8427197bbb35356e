"""Takes a document over into an account, through the serializers of our API.

So a document says the same things in the same words and is refused for the same
reasons. Nothing here begins a transaction: whoever calls it has one, and ends it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts import vault
from accounts.access import Access
from accounts.models import Account
from jobs.api.serializers import JobSerializer
from jobs.models import Job
from runs.models import Process, Robot
from scheduler_project.transfer import order, shapes
from scheduler_project.transfer.exceptions import InvalidDocumentError
from scheduler_project.transfer.exporting import Known
from scheduler_project.transfer.planned import PlannedSerializer
from scheduler_project.transfer.shapes import Item
from schedules import actions as schedules
from schedules.models import Schedule
from workflows.api.serializers import WorkflowSerializer
from workflows.models import Workflow

Sentences = dict[str, str]
SERIALIZERS: Mapping[str, Any] = {
    shapes.JOBS: (Job, JobSerializer),
    shapes.WORKFLOWS: (Workflow, WorkflowSerializer),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Stands where the serializers look for the request."""

    auth: Access

    def build_absolute_uri(self, path: str) -> str:
        return f"{settings.INTERNAL_BASE_URL}{path}"


def take_over(
    document: Item, *, present: Known, access: Access, now: dt.datetime
) -> None:
    """Make and change what the document says; raises InvalidDocumentError.

    What it does not name stays as it is. Of a process that it names all is taken
    from it: what is left out has its default, and its other schedules go. `present`
    is what there is: nothing is written of what says the same.
    """
    work = _Work(present=present, access=access, now=now)
    for number, item in enumerate(shapes.items(document, shapes.JOBS)):
        work.take(shapes.JOBS, number, item)
    workflows = shapes.items(document, shapes.WORKFLOWS)
    for number in order.of(workflows):
        work.take(shapes.WORKFLOWS, number, workflows[number])
    if work.sentences:
        raise InvalidDocumentError(work.sentences)


class _Work:
    """One document's way into one account."""

    def __init__(self, *, present: Known, access: Access, now: dt.datetime) -> None:
        self.sentences: Sentences = {}
        self._context = {"request": Caller(auth=access)}
        self._account, self._now, self._present = access.account, now, present
        self._known = {part: _by_name(part, access.account) for part in SERIALIZERS}

    def take(self, part: str, number: int, item: Item) -> None:
        place = f"{part}.{number}"
        said = {key: it for key, it in item.items() if key != shapes.SCHEDULES}
        known = self._known[part].get(item["name"].strip(), [])
        # Jobs may share a name: the first in the document is the oldest of them.
        row = known.pop(0) if known else None
        if row is not None and self._present[part].get(row.pk) == item:
            return
        _model, serializer = SERIALIZERS[part]
        process = self._save(serializer, row, said, place)
        if process is not None and shapes.SCHEDULES in item:
            self._plan(process, item[shapes.SCHEDULES], place)

    def _save(self, serializer: Any, row: Any, said: Item, place: str) -> Any:
        """The row as it was saved, or None with the reasons among the sentences."""
        try:
            given = {**said, **self._robot(said)}
            bound = serializer(row, data=given, context=self._context)
            bound.is_valid(raise_exception=True)
            return bound.save()
        except serializers.ValidationError as error:
            for at, sentence in _flat(error.detail):
                self.sentences[f"{place}{at}"] = sentence
            return None

    def _robot(self, said: Item) -> Mapping[str, uuid.UUID]:
        """Its GUID in place of its name, by which documents call it."""
        if said.get("robot") is None:
            return {}
        serving = Robot.objects.filter(Q(account=self._account) | Q(account=None))
        robot = serving.filter(name=str(said["robot"])).first()
        if robot is None:
            raise serializers.ValidationError(
                {"robot": _("There is no robot of this name. Start it, or name none.")}
            )
        return {"robot": robot.guid}

    def _plan(self, process: Process, given: list[Item], place: str) -> None:
        there = list(Schedule.objects.living().filter(process=process).order_by("id"))
        rows = order.matched(given, there)
        for number, (said, row) in enumerate(zip(given, rows, strict=True)):
            kept = _kept_input(process, row, said)
            data = {**said, **kept, "process": str(process.guid)}
            at = f"{place}.{shapes.SCHEDULES}.{number}"
            self._save(PlannedSerializer, row, data, at)
        for schedule in there:
            if schedule not in rows:
                schedules.delete(schedule, now=self._now)


def _by_name(part: str, account: Account) -> dict[str, list[Any]]:
    model, _serializer = SERIALIZERS[part]
    rows = model.objects.filter(account=account, archived_at=None).order_by("id")
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.name, []).append(row)
    return found


def _kept_input(
    process: Process, row: Schedule | None, said: Item
) -> Mapping[str, Any]:
    """The input with the values of secret parameters, which no document holds."""
    if row is None or not isinstance(process, Workflow):
        return {}
    given = said.get("input", {})
    secret = {each["name"] for each in process.parameters if each.get("secret")}
    kept = dict.fromkeys(secret & row.input.keys(), vault.MASK)
    return {"input": {**kept, **given}} if kept and isinstance(given, Mapping) else {}


def _flat(detail: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Each sentence of a refusal with its place, as in ".steps.0.url"."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            yield from _flat(inner, f"{place}.{name}")
    elif isinstance(detail, list):
        for inner in detail:
            yield from _flat(inner, place)
    else:
        yield place, str(detail)
