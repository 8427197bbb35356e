"""Making a job: which process is meant, and that one GUID makes one job."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Account
from dialects.models import SherpaJob
from dialects.sherpa import ledger
from dialects.sherpa.errors import RefusedError, missing, refused
from dialects.sherpa.serializers import NewJob
from runs import actions
from runs.choices import Origin
from runs.exceptions import InvalidInputError, StartRefusedError
from runs.models import Process, ProcessRun, ProcessVersion


def create(account: Account, wanted: NewJob, *, now: dt.datetime) -> ProcessRun:
    """Start what is meant; a GUID that has been given before is the job it made.

    Raises RefusedError; then there is no job.
    """
    if not (wanted.process or wanted.version):
        return _start(_what_the_guid_names(account, wanted), wanted, now=now)
    # Before anything is looked up that may have changed since the first time.
    known = _known(account, wanted)
    if known is not None:
        return known
    start = _named(account, wanted)
    try:
        return _start(start, wanted, now=now)
    except IntegrityError:
        # The same GUID at the same time, or another account's.
        known = _known(account, wanted)
        if known is None:
            raise refused("Guid", _("This GUID is taken. Choose another.")) from None
        return known


def _named(account: Account, wanted: NewJob) -> actions.Start:
    named = ledger.process(account, wanted.process) if wanted.process else None
    version = ledger.version(account, wanted.version) if wanted.version else None
    if named and version and version.process_id != named.pk:
        sentence = _("This version is not one of that process.")
        raise refused("ProcessVersion", sentence)
    process = version.process if version else named
    assert process is not None
    return _as_wanted(account, wanted, process, version, is_own_guid=True)


def _what_the_guid_names(account: Account, wanted: NewJob) -> actions.Start:
    """A GUID that stands alone may be that of a process or of a version."""
    guid = str(wanted.guid or "")
    process = ledger.find_process(account, guid)
    version = None if process else ledger.find_version(account, guid)
    process = version.process if version else process
    if process is None or process.archived_at is not None:
        sentence = _("This field is missing. Name the process to start.")
        raise missing("Process", sentence)
    return _as_wanted(account, wanted, process, version, is_own_guid=False)


def _as_wanted(
    account: Account,
    wanted: NewJob,
    process: Process,
    version: ProcessVersion | None,
    *,
    is_own_guid: bool,
) -> actions.Start:
    return actions.Start(
        process=process,
        version=version,
        origin=Origin.API,
        guid=wanted.guid if is_own_guid else None,
        input=wanted.parameters,
        robot=ledger.robot(account, wanted.robot) if wanted.robot else None,
        stop_after_s=wanted.stop_after_s,
    )


def _known(account: Account, wanted: NewJob) -> ProcessRun | None:
    """The job that this GUID was given to."""
    if wanted.guid is None:
        return None
    own = ProcessRun.objects.filter(account=account, guid=wanted.guid).first()
    if own and SherpaJob.objects.filter(run=own, hidden_at__isnull=False).exists():
        raise refused("Guid", _("The job of this GUID has been deleted."))
    return own


def _start(start: actions.Start, wanted: NewJob, *, now: dt.datetime) -> ProcessRun:
    try:
        with transaction.atomic():
            run = actions.start(start, now=now)
            if wanted.priority is not None:
                SherpaJob.objects.create(run=run, priority=wanted.priority)
            return run
    except InvalidInputError as refusal:
        raise RefusedError(_sentences(refusal)) from refusal
    except StartRefusedError as refusal:
        raise refused("Process", str(refusal)) from refusal


def _sentences(refusal: InvalidInputError) -> str:
    """With the paths as they stand in a body of this door."""
    return " ".join(
        f"{place.replace('input', 'Parameters', 1)}: {sentence}"
        for place, sentence in refusal.sentences.items()
    )
