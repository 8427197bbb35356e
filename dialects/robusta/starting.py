"""Starting a process as a request of this door says."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

import schedules.actions
from accounts.models import Account
from dialects.robusta.errors import RobustaError, no_process
from dialects.robusta.serializers import Wanted, fitted
from runs import actions, inputs, plans
from runs.choices import Origin
from runs.exceptions import StartRefusedError
from runs.models import Process, Robot
from schedules.choices import Kind
from schedules.notations import once


def start(account: Account, wanted: Wanted, *, now: dt.datetime) -> uuid.UUID:
    """The robustaSpid: of the plan where there is one, else of the run (D8).

    Raises RobustaError, NotFound.
    """
    process = _named(account, wanted.name)
    begin = actions.Start(
        process=process,
        origin=Origin.API,
        input=_input(process, wanted.values),
        robot=_robot(account, wanted.worker),
        repeats=wanted.repeats,
        unknown_input="pass",
    )
    when = _when(wanted, now=now)
    if not when:
        return _begun(begin, now=now)
    return _planned(begin, when, immediately=wanted.immediately, now=now)


def _named(account: Account, name: str) -> Process:
    try:
        process = actions.find_by_name(account, name)
    except Process.DoesNotExist:
        raise no_process(name) from None
    except StartRefusedError as refusal:
        raise RobustaError("name", str(refusal)) from refusal
    if not process.enabled:
        sentence = _("“%(name)s” is switched off. Enable it to start it.")
        raise RobustaError("name", sentence % {"name": process.name})
    return process


def _input(process: Process, values: Mapping[str, Any]) -> dict[str, Any]:
    assert process.current_version_id is not None
    plan = plans.of_version(process.current_version_id)
    given = fitted(values, plan)
    wrong = inputs.refusals(plan, given, {}, pass_unknown=True)
    for place, sentence in wrong.items():
        raise RobustaError(place.replace("input", "values", 1), sentence)
    return given


def _robot(account: Account, guid: uuid.UUID | None) -> Robot | None:
    """Of the account, or the operator's."""
    if guid is None:
        return None
    serving = Robot.objects.filter(Q(account=account) | Q(account=None))
    found = serving.filter(guid=guid).first()
    if found is None:
        raise RobustaError("worker", _("There is no worker of this id."))
    return found


def _when(wanted: Wanted, *, now: dt.datetime) -> dict[str, Any]:
    """The field values of its plan; empty where it starts now and never again."""
    if wanted.quartz and not (wanted.once and wanted.immediately):
        return {
            "kind": Kind.QUARTZ,
            "expression": wanted.quartz,
            "starts_at": wanted.starts_at,
            "ends_at": wanted.ends_at,
            "most_firings": 1 if wanted.once else None,
        }
    is_to_come = wanted.starts_at is not None and wanted.starts_at > now
    if wanted.starts_at is None or wanted.immediately or not is_to_come:
        return {}
    return {"kind": Kind.ONCE, "expression": once.canonical(wanted.starts_at)}


def _begun(begin: actions.Start, *, now: dt.datetime) -> uuid.UUID:
    try:
        return actions.start(begin, now=now).guid
    except StartRefusedError as refusal:
        raise RobustaError("", str(refusal)) from refusal


def _planned(
    begin: actions.Start,
    when: Mapping[str, Any],
    *,
    immediately: bool,
    now: dt.datetime,
) -> uuid.UUID:
    values = {
        **when,
        "time_zone": begin.process.account.time_zone,
        "input": dict(begin.input),
        "repeats": begin.repeats,
        "robot": begin.robot,
    }
    with transaction.atomic():
        guid = schedules.actions.create(begin.process, values, now=now).guid
        if immediately:
            # Of the plan, as its firings are: one spid tells of all of them.
            first = dataclasses.replace(begin, origin_guid=guid, lane=guid)
            _begun(first, now=now)
    return guid
