"""How a run is doing, in one cheap query: for those who ask again and again."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, Final

from django.http import HttpResponse
from rest_framework.request import Request

from accounts.api import identity
from accounts.api.door import Door
from accounts.api.owned import Owned
from accounts.api.problems import nothing_here
from accounts.api.rendering import JSONRenderer
from accounts.authentication import (
    ApiKeyAuthentication,
    InternalAuthentication,
    SessionAuthentication,
)
from accounts.lookups import Beside
from runs.models import ProcessRun

TIMES: Final = ("created_at", "started_at", "finished_at")
COLUMNS: Final = (
    *("id", "guid", "status", "waiting_for", "stop_kind"),
    *(*TIMES, "output", "error"),
)
_RUN: Final = Owned(
    lambda **condition: (
        ProcessRun.objects.filter(**condition).order_by().values_list(*COLUMNS)
    )
)


class RunStatus(Door):
    """What RunViewSet says of a run, without its process, input, schedule or steps."""

    authentication_classes = (
        ApiKeyAuthentication,
        InternalAuthentication,
        SessionAuthentication,
    )
    renderer_classes = (JSONRenderer,)
    polled = True

    def beside(self, column: str, key: Any) -> Beside | None:
        return _RUN.beside(column, key, identity.condition(self.kwargs["ident"]))

    def get(self, request: Request, ident: str) -> HttpResponse:
        """Its state and, once it is over, what it gave."""
        rows = self.found_beside
        if rows is None:
            # Not by a key: nobody has looked for it yet.
            rows = _RUN.rows(self.access.account.pk, identity.condition(ident))
        if not rows:
            raise nothing_here()
        return HttpResponse(_told(rows[0]), content_type=JSONRenderer.media_type)


def _told(row: tuple[Any, ...]) -> str:
    shown = dict(zip(COLUMNS, row, strict=True))
    for name in ("waiting_for", "stop_kind"):
        # As everywhere in our API, null is what there is nothing to say of.
        shown[name] = shown[name] or None
    for name in TIMES:
        at: dt.datetime | None = shown[name]
        # The database's own times are in UTC.
        shown[name] = at and at.isoformat().replace("+00:00", "Z")
    shown["guid"] = str(shown["guid"])
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":"))
