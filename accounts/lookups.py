"""An API key by its id or by its secret, with its account: one cheap query."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from accounts.models import Account, ApiKey
from accounts.prepared import Prepared, together

# In the order of the models' own fields. Nobody asks when they were made; the ORM
# reads it if somebody does.
_KEY = (
    *("id", "account_id", "guid", "secret_hash", "name", "role"),
    *("expires_at", "revoked_at", "last_used_at"),
)
_ACCOUNT = ("id", "guid", "name", "time_zone")
_COLUMNS = (*_KEY, *(f"account__{name}" for name in _ACCOUNT))


def _selected(**condition: Any) -> Any:
    return ApiKey.objects.filter(**condition).order_by().values_list(*_COLUMNS)


_BY_GUID = Prepared(lambda guid: _selected(guid=guid), uuid.UUID(int=1))
_BY_HASH = Prepared(lambda digest: _selected(secret_hash=digest), "\x01digest")


# A query that the caller has of its own, and its values.
Beside = tuple[Prepared, Sequence[Any]]
Rows = list[tuple[Any, ...]]


_BY: Mapping[str, Prepared] = {"guid": _BY_GUID, "secret_hash": _BY_HASH}


def by_guid(guid: uuid.UUID) -> ApiKey | None:
    return found("guid", guid)[0]


def by_hash(secret_hash: str) -> ApiKey | None:
    return found("secret_hash", secret_hash)[0]


def found(
    column: str, value: Any, beside: Beside | None = None
) -> tuple[ApiKey | None, Rows]:
    """The key whose `guid` or `secret_hash` has the value; and the rows of another
    query, asked along with it."""
    key: Beside = (_BY[column], [value])
    rows, *others = together(key, beside) if beside else together(key)
    return (_made(rows[0]) if rows else None), (others[0] if others else [])


def _made(row: tuple[Any, ...]) -> ApiKey:
    key = ApiKey.from_db("default", _KEY, row[: len(_KEY)])
    key.account = Account.from_db("default", _ACCOUNT, row[len(_KEY) :])
    return key
