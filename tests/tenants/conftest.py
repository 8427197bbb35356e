"""An account full of things, and everybody who has no business with them."""

from __future__ import annotations

import base64
import datetime as dt
import json

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from accounts import actions
from accounts.choices import Role
from accounts.models import Membership
from tests.api.conftest import Caller

# In every text that only we may read.
CANARY = "canary-4b1d"


@pytest.fixture
def belongings(account, make_job, make_schedule, start):
    """Identifiers of one of each of the account's things, by kind."""
    import workflows.actions
    from runs.models import Robot
    from schedules.models import Blackout

    job = make_job(
        name="Orders", description=CANARY, url=f"https://{CANARY}.example/", body=CANARY
    )
    workflow = workflows.actions.create(
        account, {"name": "Nightly", "description": CANARY, "webhook": True}
    )
    schedule = make_schedule(process=job, name=CANARY)
    run = start(process=job)
    type(run).objects.filter(pk=run.pk).update(error=CANARY)
    now = timezone.now()
    blackout = Blackout.objects.create(
        account=account, name=CANARY, starts_at=now, ends_at=now + dt.timedelta(hours=1)
    )
    robot = Robot.objects.create(account=account, name=CANARY, last_seen_at=now)
    key = actions.create_key(account, name=CANARY, role=Role.ADMIN).key
    secret = actions.create_secret(
        account, name=CANARY.replace("-", "_"), hosts=["a.example"], value=CANARY
    )
    user = User.objects.create(username=CANARY)
    membership = actions.admit(user, account)
    return {
        "account": account,
        "apikey": key,
        "blackout": blackout,
        "job": job,
        "key": key,
        "membership": membership,
        "periodictask": schedule.periodic_task,
        "processrun": run,
        "robot": robot,
        "run": run,
        "schedule": schedule,
        "secret": secret,
        "user": user,
        "workflow": workflow,
    }


def of_key(account, role):
    made = actions.create_key(account, name="caller", role=role)
    actions.note_use(made.key, now=timezone.now())
    pair = base64.b64encode(f"{made.key.guid}:{made.secret}".encode()).decode()
    caller = Caller()
    caller.credentials(HTTP_AUTHORIZATION=f"Basic {pair}")
    return caller


def of_session(account, role, *, staff=True):
    user = User.objects.create(username=f"{account.pk}-{role}", is_staff=staff)
    Membership.objects.create(account=account, user=user, role=role)
    caller = Caller()
    caller.force_login(user)
    return caller


def every_row(account):
    """All that belongs to the account, to see whether anything changed."""
    from accounts.models import ApiKey, Secret
    from jobs.models import Job
    from runs.models import Process, ProcessRun, ProcessVersion, Robot, StepRun
    from schedules.models import Blackout, Occurrence, OccurrenceChange, Schedule
    from workflows.models import Workflow

    own = {
        "account": (Job, Workflow, ProcessRun, Blackout, Robot, ApiKey, Secret),
        "process__account": (Schedule, ProcessVersion),
        "schedule__process__account": (Occurrence, OccurrenceChange),
        "run__account": (StepRun,),
    }
    rows = {
        model.__name__: list(model.objects.filter(**{path: account}).values())
        for path, models in own.items()
        for model in models
    }
    rows["Account"] = list(type(account).objects.filter(pk=account.pk).values())
    rows["Membership"] = list(Membership.objects.filter(account=account).values())
    rows["Process"] = list(Process.objects.filter(account=account).values())
    return json.dumps(rows, default=str, sort_keys=True)
