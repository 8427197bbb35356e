from __future__ import annotations

import secrets
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import authorship
from accounts.api.door import Tell
from accounts.authentication import ApiKeyAuthentication, InternalAuthentication
from accounts.lookups import Beside
from dialects.door import ForeignDoor
from dialects.nebula import errors, ledger, listing, mapping, serializers, starting
from dialects.nebula import schema as words
from dialects.nebula.authentication import (
    TOKEN,
    VALID_S,
    ConnectAuthentication,
    TokenAuthentication,
    key_id_of,
    token_of,
)
from dialects.nebula.rendering import Renderer, enveloped
from runs import actions
from runs.choices import StopKind


class NebulaDoor(ForeignDoor):
    authentication_classes: Any = (
        TokenAuthentication,
        ApiKeyAuthentication,
        InternalAuthentication,
    )
    renderer_classes = (Renderer,)
    tell: ClassVar[Tell] = staticmethod(errors.handle)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.access.account.time_zone)

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        trace, span = secrets.token_hex(16), secrets.token_hex(8)
        answer["Traceparent"] = f"00-{trace}-{span}-00"
        return answer


class Connect(NebulaDoor):
    authentication_classes = (ConnectAuthentication,)
    changes = False

    @words.connect
    def post(self, request: Request) -> Response:
        answer = Response(enveloped({"success": True}))
        answer.set_cookie(
            TOKEN,
            token_of(key_id_of(request)),
            max_age=VALID_S,
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Strict",
        )
        return answer


class Jobs(NebulaDoor):
    @words.all_jobs
    def get(self, request: Request) -> Response:
        wanted, now = serializers.read_listing(self.said()), timezone.now()
        return Response(
            enveloped(listing.page(self.access.account, None, wanted, now=now))
        )


class WorkflowJobs(NebulaDoor):
    @words.jobs_of_workflow
    def get(self, request: Request, workflow_id: str) -> Response:
        account, now = self.access.account, timezone.now()
        workflow = ledger.workflow(account, workflow_id, archived=True)
        wanted = serializers.read_listing(self.said())
        return Response(enveloped(listing.page(account, workflow, wanted, now=now)))

    @words.create
    def post(self, request: Request, workflow_id: str) -> Response:
        given = serializers.read_input(self.said())
        workflow = ledger.workflow(self.access.account, workflow_id)
        run = starting.start(workflow, given, now=timezone.now())
        return Response(enveloped({"id": run.pk}))


class Job(NebulaDoor):
    polled = True

    def beside(self, column: str, key: Any) -> Beside | None:
        return ledger.beside(column, key, self.kwargs["job_id"])

    @words.job
    def get(self, request: Request, job_id: str) -> Response:
        account, rows = self.access.account, self.found_beside
        job, tasks = ledger.job(account, job_id, rows=rows)
        return Response(enveloped(mapping.detail(job, tasks, self.zone)))


class Cancel(NebulaDoor):
    @words.cancel
    def put(self, request: Request, job_id: str) -> Response:
        run = ledger.run(self.access.account, job_id)
        by, now = authorship.name_of(request), timezone.now()
        # One that is over cannot be cancelled any more, and nothing is wrong with that.
        done = actions.stop(run, kind=StopKind.STOP, by=by, now=now)
        return Response(enveloped({"success": done}))


class SampleResult(NebulaDoor):
    @words.sample_result
    def get(self, request: Request, job_id: str, task_id: str) -> Response:
        limit = serializers.read_limit(self.said())
        output = ledger.result(self.access.account, job_id, task_id)
        return Response(enveloped({"items": mapping.rows(output, limit=limit)}))


class NothingHere(NebulaDoor):
    """Answers at every other address of this door, in its own words."""

    schema = None
    changes = False

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise errors.not_found()
