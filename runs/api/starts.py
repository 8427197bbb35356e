"""Starting a process by a request: once per Idempotency-Key, waiting if asked to."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.api.fields import JsonObject
from accounts.api.owned import Owned
from accounts.api.problems import Conflict, Unprocessable, nothing_here
from accounts.api.serializers import StrictSerializer
from accounts.lookups import Rows
from runs import actions
from runs.api import waiting
from runs.api.serializers import RunSerializer, presented
from runs.choices import Origin, ProcessKind
from runs.exceptions import InvalidInputError, StartRefusedError
from runs.models import Process, ProcessRun

KEY_HEADER = "Idempotency-Key"
LONGEST_KEY = 255
# It keeps nothing of a run; making one costs more than showing the run.
_RUN: Final = RunSerializer()


class StartSerializer(StrictSerializer[ProcessRun]):
    """The body of a start."""

    input = JsonObject(
        default=dict,
        initial=dict,
        label=gettext_lazy("Input"),
        help_text=gettext_lazy("An object that the run's texts may look up as input."),
    )
    step_input = JsonObject(
        default=dict,
        initial=dict,
        label=gettext_lazy("Input of steps"),
        help_text=gettext_lazy(
            "For the parameters of single steps: by the key of the step, an object."
        ),
    )


def startable(kind: ProcessKind) -> Owned:
    """The living processes of this kind, to be found beside a key."""
    return Owned(
        lambda **condition: (
            Process.objects.living()
            .filter(kind=kind, **condition)
            .order_by()
            .values_list()
        ),
        number="number",
    )


def found(rows: Rows) -> Process:
    """The process of a row of `startable`; raises NotFound if there is none."""
    if not rows:
        raise nothing_here()
    # It has all columns, in the order of the fields: their names are not asked.
    return Process.from_db("default", (), rows[0])


def answer(
    request: Request, process: Process, said: serializers.BaseSerializer[Any]
) -> Response:
    """Start the process as the request says: 201, or 200 for a start said again."""
    key, within_s = _key(request), waiting.asked(request.query_params)
    said.is_valid(raise_exception=True)
    now = timezone.now()
    wanted = actions.Start(
        process=process, origin=Origin.API, idempotency_key=key, **said.validated_data
    )
    run = _begun(wanted, now=now)
    # What another request has begun under this key is older.
    status = 201 if run.created_at == now else 200
    if within_s:
        waiting.until_over(run.pk, within_s=within_s)
        run = as_it_is(run)
    else:
        # It is shown next, and need not be read again.
        run.process = process
    return shown(request, run, status=status)


def as_it_is(run: ProcessRun) -> ProcessRun:
    """The run read anew, with all that is shown of it."""
    return presented(ProcessRun.objects.all()).get(pk=run.pk)


def shown(request: Request, run: ProcessRun, *, status: int) -> Response:
    """A run and its address."""
    address = reverse("run-detail", [run.pk], request=request)
    return Response(
        _RUN.to_representation(run), status=status, headers={"Location": address}
    )


def _begun(wanted: actions.Start, *, now: dt.datetime) -> ProcessRun:
    try:
        return actions.start(wanted, now=now)
    except StartRefusedError as refusal:
        if _is_taken(wanted):
            raise Unprocessable(str(refusal)) from refusal
        raise refused(refusal) from refusal


def refused(refusal: StartRefusedError) -> APIException:
    """What the caller is told of it."""
    if not isinstance(refusal, InvalidInputError):
        return Conflict(str(refusal))
    return serializers.ValidationError(
        {place: [sentence] for place, sentence in refusal.sentences.items()}
    )


def _is_taken(wanted: actions.Start) -> bool:
    """Whether the key belongs to another start: that is why it was refused."""
    if wanted.idempotency_key is None:
        return False
    return ProcessRun.objects.filter(
        account=wanted.process.account_id, idempotency_key=wanted.idempotency_key
    ).exists()


def _key(request: Request) -> str | None:
    key = request.headers.get(KEY_HEADER)
    if key is None or (key.isprintable() and 1 <= len(key) <= LONGEST_KEY):
        return key
    raise serializers.ValidationError(
        {
            KEY_HEADER: [
                _("Give a text of 1 to %(most)d printable characters.")
                % {"most": LONGEST_KEY}
            ]
        }
    )
