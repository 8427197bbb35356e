from __future__ import annotations

from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import authorship, problems
from accounts.api.door import Tell
from accounts.authentication import InternalAuthentication
from accounts.lookups import Beside
from dialects.door import ForeignDoor
from dialects.sherpa import creating, errors, ledger, mapping, serializers, updating
from dialects.sherpa import schema as words
from dialects.sherpa.authentication import SecretAuthentication


class SherpaDoor(ForeignDoor):
    authentication_classes: Any = (SecretAuthentication, InternalAuthentication)
    tell: ClassVar[Tell] = staticmethod(errors.handle)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.access.account.time_zone)

    def named(self, guid: str | None) -> str:
        """What is meant, by its address or else by the field Guid."""
        return guid or serializers.read_ident(self.said())


class CreateJob(SherpaDoor):
    @words.create
    def post(self, request: Request) -> Response:
        account, now = self.access.account, timezone.now()
        wanted = serializers.read_new(self.said(), self.zone, now=now)
        run = creating.create(account, wanted, now=now)
        return Response(mapping.created(ledger.job(account, str(run.guid)), self.zone))


class ReadJob(SherpaDoor):
    polled = True

    def beside(self, column: str, key: Any) -> Beside | None:
        return ledger.beside(column, key, self.kwargs.get("guid", ""))

    @words.read
    def get(self, request: Request, guid: str | None = None) -> Response:
        # What the field Guid names has not been looked for yet.
        rows = self.found_beside if guid else None
        found = ledger.job(self.access.account, self.named(guid), rows=rows)
        return Response(mapping.read(found, self.zone))


class UpdateJob(SherpaDoor):
    @words.update
    def post(self, request: Request) -> Response:
        wanted = serializers.read_update(self.said())
        by, now = authorship.name_of(request), timezone.now()
        updating.update(self.access, wanted, by=by, now=now)
        return Response([])

    @words.put
    def put(self, request: Request) -> Response:
        return self.post(request)


class DeleteJob(SherpaDoor):
    @words.delete
    def delete(self, request: Request, guid: str | None = None) -> Response:
        run = ledger.run(self.access.account, self.named(guid))
        by, now = authorship.name_of(request), timezone.now()
        updating.delete(run, by=by, now=now)
        return Response([])


class ReadProcess(SherpaDoor):
    @words.process
    def get(self, request: Request, guid: str | None = None) -> Response:
        found = ledger.find_process(self.access.account, self.named(guid))
        return Response(mapping.process(*ledger.described(found), self.zone))


class ReadVersion(SherpaDoor):
    @words.version
    def get(self, request: Request, guid: str | None = None) -> Response:
        found = ledger.find_version(self.access.account, self.named(guid))
        process, version = ledger.described_version(found)
        return Response(mapping.version(version, process, self.zone))


class NothingHere(SherpaDoor):
    """Answers at every other address of this door, in its own words."""

    schema = None
    changes = False

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise problems.nothing_here()
