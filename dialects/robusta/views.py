from __future__ import annotations

from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.door import Tell
from accounts.lookups import Beside
from dialects.door import ForeignDoor
from dialects.robusta import errors, ledger, mapping, schema, serializers, starting
from dialects.robusta.authentication import CALLERS


class RobustaDoor(ForeignDoor):
    authentication_classes: Any = CALLERS
    tell: ClassVar[Tell] = staticmethod(errors.handle)


class Start(RobustaDoor):
    @schema.start
    def post(self, request: Request) -> Response:
        account = self.access.account
        wanted = serializers.read_start(self.body(), zone=ZoneInfo(account.time_zone))
        spid = starting.start(account, wanted, now=timezone.now())
        return Response(mapping.started(spid))


class Status(RobustaDoor):
    polled = True

    def beside(self, column: str, key: Any) -> Beside | None:
        return ledger.beside(column, key, self.kwargs["robustaSpid"])

    @schema.status
    def get(self, request: Request, **names: str) -> Response:
        told = ledger.status(
            self.access.account,
            names["robustaSpid"],
            rows=self.found_beside,
            now=timezone.now(),
        )
        return Response(told)


class NothingHere(RobustaDoor):
    """Answers at every other address of this door, in its own words."""

    schema = None
    changes = False

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise exceptions.NotFound(_("There is nothing at this address."))
