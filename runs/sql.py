"""Set-based SQL, the same on both databases; and the database's clock.

One JSON parameter carries all rows: `json_to_recordset` opens it on PostgreSQL,
`json_each` on SQLite.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, models
from django.utils import timezone

Row = Mapping[str, Any]


def database_now() -> dt.datetime:
    """The one clock that all processes share; SQLite's is this machine's."""
    if connection.vendor == "sqlite":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]  # type: ignore[no-any-return]


def update_rows(model: type[models.Model], rows: Sequence[Row]) -> int:
    """UPDATE many rows, each with values of its own, in one statement.

    Every row maps `id` and the same field names to values. Returns the row count.
    """
    if not rows:
        return 0
    columns = {name: model._meta.get_field(name) for name in rows[0] if name != "id"}  # noqa: SLF001 - Django's documented model API
    statement = (
        _postgresql_update if connection.vendor == "postgresql" else _sqlite_update
    )
    with connection.cursor() as cursor:
        cursor.execute(
            statement(model, list(columns.values())),
            [json.dumps([_plain(row, columns) for row in rows])],
        )
        return int(cursor.rowcount)


def locked(rows: models.QuerySet[Any], *, skip: bool = False) -> models.QuerySet[Any]:
    """The rows, locked for this transaction; `skip` leaves out those another holds.

    SQLite locks the whole database at BEGIN IMMEDIATE and knows no row locks.
    """
    if not connection.features.has_select_for_update:
        return rows
    skip = skip and connection.features.has_select_for_update_skip_locked
    return rows.select_for_update(of=("self",), skip_locked=skip)


def _postgresql_update(model: type[models.Model], fields: Iterable[Any]) -> str:
    fields = list(fields)
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001
    sets = ", ".join(f"{f.column} = v.{f.column}" for f in fields)
    types = ", ".join(f"{f.column} {f.db_type(connection)}" for f in fields)
    return (
        f"UPDATE {table} AS t SET {sets} "  # noqa: S608 - names from our own models
        f"FROM json_to_recordset(%s) AS v(id bigint, {types}) WHERE t.id = v.id"
    )


def _sqlite_update(model: type[models.Model], fields: Iterable[Any]) -> str:
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001
    sets = ", ".join(
        f"{f.column} = json_extract(v.value, '$.{f.column}')" for f in fields
    )
    return (
        f"UPDATE {table} SET {sets} FROM json_each(%s) AS v "  # noqa: S608
        f"WHERE {table}.id = json_extract(v.value, '$.id')"
    )


def _plain(row: Row, columns: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = {"id": row["id"]}
    for name, field in columns.items():
        plain[field.column] = _plain_value(row[name], field)
    return plain


def _plain_value(value: Any, field: Any) -> Any:
    if connection.vendor == "postgresql":
        return str(value) if isinstance(value, dt.datetime | uuid.UUID) else value
    prepared = field.get_db_prep_save(value, connection)
    return str(prepared) if isinstance(prepared, dt.datetime) else prepared
