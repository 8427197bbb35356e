"""A thing of an account, asked for together with the key of whoever may see it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.db.models import QuerySet

from accounts.lookups import Beside, Rows
from accounts.prepared import Prepared

_Mark = int | str | uuid.UUID
# A mark that every column of numbers can hold, also one that none is below 0 in.
_LARGE: Final = 2**31 - 1
# What names whom it belongs to, each with its mark.
_KEYS: Final[Mapping[str, _Mark]] = {
    "guid": uuid.UUID(int=2),
    "secret_hash": "\x01digest",
}


class Owned:
    """Rows over `values_list` of what has an `account`, by its id or its `guid`.

    `select(**condition)` is the query, `number` the column of the id. What is wanted
    is {number: …} or {"guid": …}, as `identity.condition` gives it; of None there are
    no rows.
    """

    def __init__(
        self, select: Callable[..., QuerySet[Any, Any]], *, number: str = "id"
    ) -> None:
        names: Mapping[str, _Mark] = {number: _LARGE, "guid": uuid.UUID(int=1)}

        def prepared(owner: str, of: _Mark, name: str) -> Prepared:
            return Prepared(
                lambda key, value: select(**{owner: key, name: value}), of, names[name]
            )

        self._of_account = {name: prepared("account_id", -2, name) for name in names}
        self._of_key = {
            (column, name): prepared(f"account__api_keys__{column}", mark, name)
            for column, mark in _KEYS.items()
            for name in names
        }

    def rows(self, account_id: int, wanted: Mapping[str, Any] | None) -> Rows:
        for name, value in (wanted or {}).items():
            return self._of_account[name].rows(account_id, value)
        return []

    def beside(
        self, column: str, key: Any, wanted: Mapping[str, Any] | None
    ) -> Beside | None:
        """The same for a Door's `beside`: of the account whose key has this value."""
        for name, value in (wanted or {}).items():
            return self._of_key[column, name], [key, value]
        return None
