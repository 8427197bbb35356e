"""What this door reads of an account's runs, processes and robots."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from accounts import keys
from accounts.api import identity
from accounts.api.owned import Owned
from accounts.api.problems import nothing_here
from accounts.lookups import Beside, Rows
from accounts.models import Account
from dialects.models import SherpaJob
from dialects.sherpa import mapping
from dialects.sherpa.errors import refused
from runs import actions
from runs.choices import ACTIVE, OPEN, Origin
from runs.exceptions import StartRefusedError
from runs.models import Process, ProcessRun, ProcessVersion, Robot
from schedules.models import Schedule

_COLUMNS: Final = (
    *("id", "guid", "status", "stop_kind", "version_id", "robot_id", "account_id"),
    *("deadline_at", "created_at", "started_at", "finished_at"),
)
_NAMED: Final = re.compile(r"(.+) v(\d{1,9})", re.DOTALL)


def _visible(**condition: Any) -> Any:
    hidden = SherpaJob.objects.filter(run=OuterRef("pk"), hidden_at__isnull=False)
    return ProcessRun.objects.filter(~Exists(hidden), **condition)


_JOB = Owned(
    lambda **condition: (
        _visible(**condition).order_by().values_list(*_COLUMNS, "origin", "origin_guid")
    )
)


def beside(column: str, key: Any, ident: str) -> Beside | None:
    """The job of that GUID or id, asked for together with the key (see Door)."""
    return _JOB.beside(column, key, identity.condition(ident))


def job(account: Account, ident: str, *, rows: Rows | None = None) -> mapping.Job:
    """The job of that GUID or id; `rows` are what `beside` has found, if it was asked.

    Raises NotFound for one that is missing, deleted here, or another account's.
    """
    if rows is None:
        rows = _JOB.rows(account.pk, identity.condition(ident))
    if not rows:
        raise nothing_here()
    [[*known, origin, origin_guid]] = rows
    is_planned = origin == Origin.SCHEDULE and origin_guid is not None
    return mapping.Job(
        **dict(zip(_COLUMNS, known, strict=True)),
        schedule_id=_schedule_id(origin_guid) if is_planned else None,
    )


def run(account: Account, ident: str) -> ProcessRun:
    """The run of that GUID or id; raises NotFound as above."""
    wanted = identity.condition(ident)
    found = None if wanted is None else _visible(account=account, **wanted).first()
    if found is None:
        raise nothing_here()
    found_run: ProcessRun = found
    return found_run


def active_run(account: Account, robot: Robot) -> ProcessRun | None:
    """The one job that a robot carries out, or else that waits for it."""
    of_robot = _visible(account=account, robot=robot)
    for statuses in (ACTIVE, OPEN):
        found = list(of_robot.filter(status__in=statuses)[:2])
        if found:
            return found[0] if len(found) == 1 else None
    return None


def robot(account: Account, reference: str) -> Robot:
    """A robot that serves the account, by GUID, id or name; else RefusedError."""
    serving = Robot.objects.filter(Q(account=account) | Q(account=None))
    wanted = identity.condition(reference)
    found = serving.filter(**wanted).first() if wanted else None
    found = found or serving.filter(name=reference).first()
    if found is None:
        raise refused("Robot", _("There is no robot of this GUID, id or name."))
    return found


def find_process(account: Account, reference: str) -> Process | None:
    """By GUID or number, a deleted one too."""
    wanted = identity.condition(reference, number="number")
    of_account = Process.objects.filter(account=account)
    return of_account.filter(**wanted).first() if wanted else None


def process(account: Account, reference: str) -> Process:
    """One that can be started, by GUID, number or name; else RefusedError."""
    found = find_process(account, reference)
    if found is not None and found.archived_at is None:
        return found
    try:
        return actions.find_by_name(account, reference)
    except Process.DoesNotExist:
        sentence = _("There is no process of this GUID, id or name.")
        raise refused("Process", sentence) from None
    except StartRefusedError as refusal:
        raise refused("Process", str(refusal)) from refusal


def find_version(account: Account, reference: str) -> ProcessVersion | None:
    """By its GUID, its id, or the name that this door gives it."""
    of_account = ProcessVersion.objects.filter(process__account=account)
    versions = of_account.select_related("process")
    for condition in _version_conditions(reference):
        found = versions.filter(**condition).order_by("-pk").first()
        if found is not None and _is_meant(found, reference):
            return found
    return None


def version(account: Account, reference: str) -> ProcessVersion:
    """As above, of a process that can be started; else RefusedError."""
    found = find_version(account, reference)
    if found is None or found.process.archived_at is not None:
        sentence = _("There is no process version of this GUID, id or name.")
        raise refused("ProcessVersion", sentence)
    return found


def described(
    found: Process | None,
) -> tuple[mapping.Process, mapping.Version]:
    """A process and its current version; NotFound if there is none."""
    if found is None or found.current_version is None:
        raise nothing_here()
    return _process_said(found), _version_said(found.current_version)


def described_version(
    found: ProcessVersion | None,
) -> tuple[mapping.Process, mapping.Version]:
    """A version and its process; NotFound if there is none."""
    if found is None:
        raise nothing_here()
    return _process_said(found.process), _version_said(found)


def _process_said(found: Process) -> mapping.Process:
    return mapping.Process(
        number=found.number,
        guid=found.guid,
        name=found.name,
        description=found.description,
        account_id=found.account_id,
        is_deleted=found.archived_at is not None,
        created_at=found.created_at,
        updated_at=found.updated_at,
    )


def _version_said(found: ProcessVersion) -> mapping.Version:
    return mapping.Version(
        id=found.pk, number=found.number, created_at=found.created_at
    )


def _version_conditions(reference: str) -> list[Mapping[str, Any]]:
    guid = keys.read_guid(reference)
    version_id = mapping.version_id(guid) if guid else None
    if version_id is not None:
        return [{"pk": version_id}]
    if reference.isascii() and reference.isdigit() and len(reference) < 19:
        return [{"pk": int(reference)}]
    named = _NAMED.fullmatch(reference)
    return [{"process__name": named[1], "number": int(named[2])}] if named else []


def _is_meant(found: ProcessVersion, reference: str) -> bool:
    guid = keys.read_guid(reference)
    return guid in {None, mapping.version_guid(found.process.guid, found.pk)}


def _schedule_id(guid: uuid.UUID) -> int | None:
    return Schedule.objects.filter(guid=guid).values_list("pk", flat=True).first()
