"""What a document of jobs, workflows and schedules looks like; pure.

    steeple: 1
    secrets: [api_example_authorization]
    jobs:
    - {name: …, method: …, schedules: [{kind: cron, expression: 0 8 * * *}]}
    workflows:
    - {name: …, steps: […], schedules: […]}

What equals its default is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from runs import texts
from scheduler_project.transfer.exceptions import InvalidDocumentError

MARK, EDITION = "steeple", 1
SECRETS, JOBS, WORKFLOWS, SCHEDULES = "secrets", "jobs", "workflows", "schedules"
PARTS = (SECRETS, JOBS, WORKFLOWS)

Item = Mapping[str, Any]


def document(*, secrets: list[str], jobs: list[Item], workflows: list[Item]) -> Item:
    parts = {SECRETS: secrets, JOBS: jobs, WORKFLOWS: workflows}
    return {MARK: EDITION, **{name: part for name, part in parts.items() if part}}


def check(value: Any) -> Item:
    """The document, if it has the shape of one; raises InvalidDocumentError."""
    if not isinstance(value, Mapping) or value.get(MARK) != EDITION:
        raise InvalidDocumentError(
            {"": _("Begin the document with “steeple: 1”, then jobs and workflows.")}
        )
    sentences = {
        texts.shown(str(name), 40): _("This is unknown here. Use one of %(parts)s.")
        % {"parts": ", ".join(PARTS)}
        for name in value
        if name not in (MARK, *PARTS)
    }
    for part in (JOBS, WORKFLOWS):
        sentences |= _of_items(part, value.get(part))
    if sentences:
        raise InvalidDocumentError(sentences)
    return value


def items(value: Item, part: str) -> list[Item]:
    return list(value.get(part) or [])


def _of_items(part: str, given: Any) -> dict[str, str]:
    if given is not None and not isinstance(given, list):
        return {part: _("Give a list, each of its items with a dash.")}
    return {
        place: sentence
        for number, item in enumerate(given or [])
        for place, sentence in _of_item(f"{part}.{number}", item).items()
    }


def _of_item(place: str, item: Any) -> dict[str, str]:
    if not isinstance(item, Mapping):
        return {place: _("Give an object, as in name: Nightly.")}
    name = item.get("name")
    if not isinstance(name, str) or not name.strip():
        return {f"{place}.name": _("Give it a name: it is found by that.")}
    schedules = item.get(SCHEDULES)
    if schedules is None:
        return {}
    if not isinstance(schedules, list):
        return {f"{place}.{SCHEDULES}": _("Give a list, each item with a dash.")}
    return {
        f"{place}.{SCHEDULES}.{number}": _("Give an object, as in kind: cron.")
        for number, each in enumerate(schedules)
        if not isinstance(each, Mapping)
    }
