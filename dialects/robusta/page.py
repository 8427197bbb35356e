"""The parameters page: how this door starts what stands in a row of a list."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access
from accounts.models import Account
from dialects.robusta import sample
from runs import plans
from runs.models import Process, Robot
from schedules.models import Schedule

START: str = "scheduler/connector-api/process/start"
STATUS: str = "scheduler/connector-api/process/status"


def parameters(request: HttpRequest, guid: uuid.UUID) -> HttpResponse:
    """Of a job, a workflow or a schedule of the person's accounts."""
    process, schedule = _row(request, guid)
    context = {
        **admin.site.each_context(request),
        "title": _("Parameters"),
        "subtitle": str(schedule or process),
        "row_url": reverse("go", args=[guid]),
        **_sample(request, process, schedule),
    }
    return TemplateResponse(request, "admin/robusta/parameters.html", context)


def _row(request: HttpRequest, guid: uuid.UUID) -> tuple[Process, Schedule | None]:
    """Raises Http404 for what is not there, or not the person's."""
    mine = access.within(request.user, "account")
    process = Process.objects.living().filter(mine, guid=guid).first()
    if process is not None:
        planned = Schedule.objects.living().filter(process=process).order_by("pk")
        return process, planned.first()
    mine = access.within(request.user, "process__account")
    living = Schedule.objects.living().select_related("process__account", "robot")
    schedule = living.filter(mine, guid=guid).first()
    if schedule is None:
        raise Http404
    return schedule.process, schedule


def _sample(
    request: HttpRequest, process: Process, schedule: Schedule | None
) -> dict[str, Any]:
    robots = list(_serving(process.account).order_by("name"))
    chosen = _chosen(request, robots) or _own(process, schedule)
    body = sample.body(
        process.name,
        values=_values(process),
        worker=str(chosen.guid) if chosen else "",
        planned=_planned(schedule) if schedule else None,
        zone=ZoneInfo(process.account.time_zone),
    )
    start_url = request.build_absolute_uri(f"/{START}")
    spid = str(schedule.guid) if schedule else sample.SPID
    status_url = f"{request.build_absolute_uri(f'/{STATUS}')}/{spid}"
    now = timezone.now()
    return {
        "start_url": start_url,
        "content_type": sample.CONTENT_TYPE,
        "body": sample.shown(body),
        "start_curl": sample.start_curl(start_url, body),
        "status_url": status_url,
        "status_curl": sample.status_curl(status_url),
        "zone": process.account.time_zone,
        "robots": [_shown(robot, chosen, now=now) for robot in robots],
        "is_unsaid": bool(schedule and not (body["quartzDef"] or body["startDate"])),
    }


def _shown(robot: Robot, chosen: Robot | None, *, now: dt.datetime) -> dict[str, Any]:
    return {
        "name": robot.name,
        "guid": robot.guid,
        "place": f"worker-{robot.pk}",
        "is_there": robot.is_present(now),
        "is_chosen": robot == chosen,
    }


def _serving(account: Account) -> QuerySet[Robot]:
    """The account's own robots, and the operator's."""
    return Robot.objects.filter(Q(account=account) | Q(account=None))


def _chosen(request: HttpRequest, robots: list[Robot]) -> Robot | None:
    asked = request.GET.get("worker", "")
    return next((robot for robot in robots if str(robot.guid) == asked), None)


def _own(process: Process, schedule: Schedule | None) -> Robot | None:
    return (schedule.robot if schedule else None) or process.robot


def _values(process: Process) -> dict[str, Any]:
    """The declared parameters with their defaults; a secret is never shown."""
    if process.current_version_id is None:
        return {}
    declared = plans.of_version(process.current_version_id).parameters or ()
    return {
        each.name: "" if each.secret or each.default is None else each.default
        for each in declared
    }


def _planned(schedule: Schedule) -> sample.Planned:
    zone = ZoneInfo(schedule.time_zone)
    secret = set(_secret_names(schedule.process))
    return sample.Planned(
        kind=schedule.kind,
        expression=schedule.expression,
        anchor=schedule.anchor_at.astimezone(zone),
        starts_at=schedule.starts_at,
        ends_at=schedule.ends_at,
        most_firings=schedule.most_firings,
        repeats=schedule.repeats,
        input={n: v for n, v in schedule.input.items() if n not in secret},
    )


def _secret_names(process: Process) -> tuple[str, ...]:
    version = process.current_version_id
    return () if version is None else plans.of_version(version).secret_names
