from __future__ import annotations

from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import RedirectView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import auditing
from accounts.access import Access
from accounts.api import authorship
from accounts.api.door import Tell
from accounts.auditing import Deed
from accounts.choices import Role
from dialects.door import ForeignDoor
from dialects.turm import errors, mapping, schema, serializers, starting
from dialects.turm.authentication import CALLERS
from dialects.turm.rendering import Parser
from jobs.models import Job
from schedules.models import Schedule


class TurmDoor(ForeignDoor):
    authentication_classes: Any = CALLERS
    parser_classes = (Parser,)
    tell: ClassVar[Tell] = staticmethod(errors.handle)

    def parameters(self) -> serializers.Said:
        query = self.request.query_params.dict()
        return serializers.Said(query, self.request.data)

    def made(self, wanted: serializers.NewJob, said: serializers.Said) -> Response:
        job, schedule = starting.new_job(
            self.access.account,
            wanted,
            said,
            origin=f"{self.request.scheme}://{self.request.get_host()}",
            by=authorship.name_of(self.request),
            now=timezone.now(),
        )
        return Response(_shown(job, schedule))


class IntervalJob(TurmDoor):
    @schema.interval_job
    def post(self, request: Request) -> Response:
        said = self.parameters()
        return self.made(serializers.read_interval_job(said), said)


class CronJob(TurmDoor):
    @schema.cron_job
    def post(self, request: Request) -> Response:
        said, zone = self.parameters(), self.access.account.time_zone
        wanted = serializers.read_cron_job(said, zone=zone, now=timezone.now())
        return self.made(wanted, said)


class Execute(TurmDoor):
    @schema.execute
    def post(self, request: Request, name: str) -> Response:
        key = request.META.get("HTTP_IDEMPOTENCY_KEY")
        begun = starting.execute(
            self.access, name, request.data, key=key, now=timezone.now()
        )
        if self.access.run:
            # A job's call: the run that it starts names the run that called.
            auditing.tell(request, Deed())
        return Response(_told(begun))


class Webhook(TurmDoor):
    """Open to whoever knows the workflow's secret."""

    authentication_classes = ()
    permission_classes = ()

    @schema.webhook
    def post(self, request: Request, name: str) -> Response:
        token = request.query_params.get("token", name)
        begun = starting.execute_webhook(
            name, token.removesuffix("/"), request.data, now=timezone.now()
        )
        process = begun.run.process
        request.auth = Access(account=process.account, role=Role.OPERATOR, by="webhook")
        # The address holds the secret, and is told nowhere.
        auditing.tell(
            request,
            Deed(
                what="run",
                kind=process.kind,
                ident=str(process.guid),
                name=process.name,
            ),
        )
        return Response(_told(begun))


class ToAdmin(RedirectView):
    """The original's pages; ours are in the admin."""

    def get_redirect_url(self, *args: Any, **kwargs: Any) -> str | None:
        # The name alone: what the original's address carries means nothing there.
        return super().get_redirect_url()


def _shown(job: Job, schedule: Schedule) -> dict[str, Any]:
    return mapping.new_job(
        number=job.number,
        guid=job.guid,
        name=job.name,
        trigger=mapping.trigger(schedule.kind, schedule.expression),
        next_run=mapping.moment(schedule.next_fire_at, ZoneInfo(schedule.time_zone)),
    )


def _told(begun: starting.Begun) -> dict[str, Any]:
    run = begun.run
    known = _("It is running already, one at a time: no other run was started.")
    return mapping.execution(
        guid=run.guid,
        name=run.process.name,
        status=run.status,
        message=known if begun.is_known else "",
    )
