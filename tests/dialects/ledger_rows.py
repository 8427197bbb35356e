"""Runs and step runs as the ledger may hold them, without a worker."""

from __future__ import annotations

from django.utils import timezone


def make_run(process, status="succeeded", **values):
    from runs.choices import FINAL
    from runs.models import ProcessRun

    created = values.setdefault("created_at", timezone.now())
    begun = {} if status == "waiting" else {"started_at": created}
    ended = {"finished_at": created} if status in FINAL else {}
    return ProcessRun.objects.create(
        account_id=process.account_id,
        process_id=process.pk,
        version_id=process.current_version_id,
        status=status,
        **{"origin": "api", **begun, **ended, **values},
    )


def make_step(run, key="query_1", *, status="succeeded", **values):
    from runs.choices import FINAL
    from runs.models import StepRun

    at = values.setdefault("created_at", run.created_at)
    ended = {"finished_at": at} if status in FINAL else {}
    values = {"started_at": at, **ended, **values}
    return StepRun.objects.create(run=run, key=key, status=status, **values)
