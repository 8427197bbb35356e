"""How a run is doing, in one cheap query: for those who ask again and again."""

from __future__ import annotations

import json
import uuid
from typing import Any, Final

from django.http import HttpResponse
from rest_framework.request import Request

from accounts.api import identity
from accounts.api.door import Door
from accounts.api.fields import Instant
from accounts.api.problems import nothing_here
from accounts.api.rendering import JSONRenderer
from accounts.authentication import (
    ApiKeyAuthentication,
    InternalAuthentication,
    SessionAuthentication,
)
from accounts.lookups import Beside
from accounts.prepared import Prepared
from runs.models import ProcessRun

TIMES: Final = ("created_at", "started_at", "finished_at")
COLUMNS: Final = (
    *("id", "guid", "status", "waiting_for", "stop_kind"),
    *(*TIMES, "output", "error"),
)
_INSTANT: Final = Instant()


def _of(**condition: Any) -> Any:
    return ProcessRun.objects.filter(**condition).order_by().values_list(*COLUMNS)


_MARKS: Final[dict[str, Any]] = {"guid": uuid.UUID(int=1), "id": -1}
_BY_ACCOUNT: Final = {
    name: Prepared(
        lambda account, value, name=name: _of(account_id=account, **{name: value}),
        -2,
        mark,
    )
    for name, mark in _MARKS.items()
}
# Of the account whose key has this id.
_BY_KEY: Final = {
    name: Prepared(
        lambda key, value, name=name: _of(account__api_keys__guid=key, **{name: value}),
        uuid.UUID(int=2),
        mark,
    )
    for name, mark in _MARKS.items()
}


class RunStatus(Door):
    """What RunViewSet says of a run, without its process, input, schedule or steps."""

    authentication_classes = (
        ApiKeyAuthentication,
        InternalAuthentication,
        SessionAuthentication,
    )
    renderer_classes = (JSONRenderer,)
    polled = True

    def beside(self, _column: str, key: uuid.UUID) -> Beside | None:
        """The run, looked for together with the key."""
        for name, value in self._named.items():
            return _BY_KEY[name], [key, value]
        return None

    def get(self, request: Request, ident: str) -> HttpResponse:
        """Its state and, once it is over, what it gave."""
        del request, ident
        rows = self.found_beside
        if rows is None:
            # Not by a key: nobody has looked for it yet.
            account = self.access.account.pk
            asked = self._named.items()
            rows = [row for n, v in asked for row in _BY_ACCOUNT[n].rows(account, v)]
        if not rows:
            raise nothing_here()
        return HttpResponse(_told(rows[0]), content_type=JSONRenderer.media_type)

    @property
    def _named(self) -> dict[str, Any]:
        return identity.condition(self.kwargs["ident"]) or {}


def _told(row: tuple[Any, ...]) -> str:
    shown = dict(zip(COLUMNS, row, strict=True))
    for name in ("waiting_for", "stop_kind"):
        # As everywhere in our API, null is what there is nothing to say of.
        shown[name] = shown[name] or None
    for name in TIMES:
        shown[name] = shown[name] and _INSTANT.to_representation(shown[name])
    shown["guid"] = str(shown["guid"])
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":"))
