"""How a run is doing, in one cheap query: for those who ask again and again."""

from __future__ import annotations

import uuid
from typing import Any, Final

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import identity
from accounts.api.door import Door
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

COLUMNS: Final = (
    *("id", "guid", "status", "waiting_for", "stop_kind"),
    *("created_at", "started_at", "finished_at", "output", "error"),
)


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

    def get(self, request: Request, ident: str) -> Response:
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
        return Response(_shown(rows[0]))

    @property
    def _named(self) -> dict[str, Any]:
        return identity.condition(self.kwargs["ident"]) or {}


def _shown(row: tuple[Any, ...]) -> dict[str, Any]:
    shown = dict(zip(COLUMNS, row, strict=True))
    # As everywhere in our API, null is what there is nothing to say of.
    shown["waiting_for"] = shown["waiting_for"] or None
    shown["stop_kind"] = shown["stop_kind"] or None
    return shown
