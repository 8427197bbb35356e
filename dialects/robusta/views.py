from __future__ import annotations

from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.door import Door, Tell
from dialects import lenient
from dialects.robusta import errors, ledger, mapping, schema, serializers, starting
from dialects.robusta.authentication import CALLERS
from dialects.robusta.rendering import Parser


class RobustaDoor(Door):
    authentication_classes: Any = CALLERS
    parser_classes = (Parser,)
    tell: ClassVar[Tell] = staticmethod(errors.handle)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.META.get("HTTP_TRANSFER_ENCODING"):
            # Such a body does not reach us; to start without it would be a lie.
            sentence = _("Send the body in one piece, with its Content-Length.")
            raise errors.RobustaError("", sentence)
        is_cross_site = request.META.get("HTTP_SEC_FETCH_SITE") == "cross-site"
        if is_cross_site and request.method not in SAFE_METHODS:
            # A browser sends a remembered login along with anybody's request.
            raise exceptions.PermissionDenied


class Start(RobustaDoor):
    @schema.start
    def post(self, request: Request) -> Response:
        account, body = self.access.account, request.data
        # DRF has something of its own for a body that is empty.
        said = body if isinstance(body, lenient.Fields) else lenient.Fields({})
        wanted = serializers.read_start(said, zone=ZoneInfo(account.time_zone))
        spid = starting.start(account, wanted, now=timezone.now())
        return Response(mapping.started(spid))


class Status(RobustaDoor):
    @schema.status
    def get(self, request: Request, **names: str) -> Response:
        account, spid = self.access.account, names["robustaSpid"]
        return Response(ledger.status(account, spid, now=timezone.now()))


class NothingHere(RobustaDoor):
    """Answers at every other address of this door, in its own words."""

    schema = None
    changes = False

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise exceptions.NotFound(_("There is nothing at this address."))
