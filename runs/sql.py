"""Set-based SQL, the same on both databases; and the database's clock.

One JSON parameter carries all rows: `json_to_recordset` opens it on PostgreSQL,
`json_each` on SQLite.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import InterfaceError, OperationalError, connection, models
from django.db.models.expressions import RawSQL
from django.utils import timezone

# A column's name to its value.
Row = Mapping[str, Any]
# What the database may raise without any fault in the statement: it is away, it
# restarts, others hold what we need. The same may go well the next time.
TRANSIENT = (OperationalError, InterfaceError)


def database_now() -> dt.datetime:
    """The one clock that all processes share; SQLite's is this machine's."""
    if connection.vendor == "sqlite":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]  # type: ignore[no-any-return]


def earliest(model: type[models.Model], column: str) -> dt.datetime | None:
    """The first instant in the column; None if there is none. A look at an index."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column} FROM {_table(model)} "  # noqa: S608 - names from our own models
            f"WHERE {column} IS NOT NULL ORDER BY {column} LIMIT 1"
        )
        instant: dt.datetime | None
        [instant] = cursor.fetchone() or [None]
    if instant is None or instant.tzinfo is not None:
        return instant
    # SQLite keeps naive ones, in UTC.
    return instant.replace(tzinfo=dt.UTC)


def is_due(now: dt.datetime, *columns: tuple[type[models.Model], str]) -> bool:
    """Whether an instant in one of the columns has come: a look at an index each."""
    looks = [
        f"EXISTS (SELECT 1 FROM {_table(model)} WHERE {column} <= %s)"  # noqa: S608 - names from our own models
        for model, column in columns
    ]
    stored = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {' OR '.join(looks)}", [stored] * len(looks))
        return bool(cursor.fetchone()[0])


def insert_rows(
    model: type[models.Model], rows: Sequence[Row], **same: Any
) -> list[int]:
    """INSERT many rows in one statement; returns their ids, in the rows' order.

    Every row maps the same columns to values; `same` are columns with one value in
    all of them. A column that neither names gets its default, one for all rows.
    """
    if not rows:
        return []
    own = _fields(model, rows[0])
    shared = [
        field for field in _fields(model) if not (field in own or field.primary_key)
    ]
    same = {field.column: field.get_default() for field in shared} | same
    columns = ", ".join(_name(field) for field in [*own, *shared])
    values = ", ".join([*(_value(field) for field in own), *("%s" for _ in shared)])
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_table(model)} ({columns}) "  # noqa: S608 - names from our own models
            f"SELECT {values} FROM {_opened(own)} RETURNING id",
            [*_prepared(shared, same), _document(rows, own)],
        )
        return [row[0] for row in cursor.fetchall()]


def update_rows(model: type[models.Model], rows: Sequence[Row], **same: Any) -> int:
    """UPDATE many rows, each with values of its own, in one statement.

    Every row maps `id` and the same columns to values; `same` are columns with one
    value in all of them. Returns the row count.
    """
    if not rows:
        return 0
    own, shared = _fields(model, rows[0]), _fields(model, same)
    sets = [f"{_name(field)} = {_value(field)}" for field in own if field.name != "id"]
    sets += [f"{_name(field)} = %s" for field in shared]
    [key] = [field for field in own if field.name == "id"]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {_table(model)} AS t SET {', '.join(sets)} "  # noqa: S608
            f"FROM {_opened(own)} WHERE t.id = {_value(key)}",
            [*_prepared(shared, same), _document(rows, own)],
        )
        return int(cursor.rowcount)


def one_of(model: type[models.Model], column: str, values: Iterable[Any]) -> RawSQL:
    """For `__in`: the values of the column as one parameter, however many they are."""
    [field] = _fields(model, [column])
    return RawSQL(  # noqa: S611 - names from our own models
        f"SELECT {_value(field)} FROM {_opened([field])}",  # noqa: S608
        [_document([{column: value} for value in values], [field])],
    )


def locked(rows: models.QuerySet[Any], *, skip: bool = False) -> models.QuerySet[Any]:
    """The rows, locked for this transaction; `skip` leaves out those another holds.

    SQLite locks the whole database at BEGIN IMMEDIATE and knows no row locks.
    """
    if not connection.features.has_select_for_update:
        return rows
    skip = skip and connection.features.has_select_for_update_skip_locked
    return rows.select_for_update(of=("self",), skip_locked=skip)


def _fields(
    model: type[models.Model], columns: Collection[str] | None = None
) -> list[Any]:
    """The fields of these columns, or all; in the model's order."""
    fields = model._meta.concrete_fields  # noqa: SLF001 - Django's documented model API
    return [f for f in fields if columns is None or f.column in columns]


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001


def _name(field: Any) -> str:
    return connection.ops.quote_name(field.column)


def _opened(fields: Iterable[Any]) -> str:
    """The rows of the parameter, as a table `v`."""
    if connection.vendor == "sqlite":
        return "json_each(%s) AS v"
    columns = ", ".join(f"{_name(f)} {f.db_type(connection)}" for f in fields)
    return f"json_to_recordset(%s) AS v({columns})"


def _value(field: Any) -> str:
    if connection.vendor == "sqlite":
        return f"json_extract(v.value, '$.{field.column}')"
    return f"v.{_name(field)}"


def _document(rows: Sequence[Row], fields: Iterable[Any]) -> str:
    if connection.vendor == "sqlite":
        columns = {field.column: field for field in fields}
        rows = [
            {column: _stored(row[column], field) for column, field in columns.items()}
            for row in rows
        ]
    return json.dumps(rows, default=_text)


def _text(value: object) -> str:
    if isinstance(value, dt.datetime | uuid.UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a row")


def _stored(value: Any, field: Any) -> Any:
    """As SQLite keeps it."""
    prepared = field.get_db_prep_save(value, connection)
    return str(prepared) if isinstance(prepared, dt.datetime) else prepared


def _prepared(fields: Iterable[Any], values: Row) -> list[Any]:
    return [
        field.get_db_prep_save(values[field.column], connection) for field in fields
    ]
