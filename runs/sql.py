"""Set-based SQL, the same on both databases; and the database's clock.

One JSON parameter carries all rows: `json_to_recordset` opens it on PostgreSQL,
`json_each` on SQLite.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.db import (
    DEFAULT_DB_ALIAS,
    InterfaceError,
    OperationalError,
    connection,
    connections,
    models,
)
from django.db.models.expressions import RawSQL
from django.utils import timezone

from runs import statements
from runs.statements import Statement

_M = TypeVar("_M", bound=models.Model)
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
            f"SELECT {column} FROM {statements.table(model)} "  # noqa: S608 - names from our own models
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
        f"EXISTS (SELECT 1 FROM {statements.table(model)} WHERE {column} <= %s)"  # noqa: S608 - names from our own models
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
    return _executed(statements.insertion(model, tuple(rows[0])), rows, same)


def update_rows(model: type[models.Model], rows: Sequence[Row], **same: Any) -> int:
    """UPDATE many rows, each with values of its own, in one statement.

    Every row maps `id` and the same columns to values; `same` are columns with one
    value in all of them. Returns the row count.
    """
    if not rows:
        return 0
    statement = statements.change(model, tuple(rows[0]), tuple(same))
    return len(_executed(statement, rows, same))


def update_fenced(
    model: type[models.Model], rows: Sequence[Row], *, fence: str, **same: Any
) -> set[int]:
    """`update_rows` of those that still have the value given in the column `fence`.

    Returns their ids.
    """
    if not rows:
        return set()
    match = ("id", fence)
    statement = statements.change(model, tuple(rows[0]), tuple(same), match)
    return set(_executed(statement, rows, same))


def _executed(statement: Statement, rows: Sequence[Row], same: Row) -> list[int]:
    """The ids that the statement returns."""
    database, unsaid = _database(), statements.defaults(statement)
    shared = [
        field.get_db_prep_save(same[field.column], database)
        if field.column in same
        else unsaid[field.column]
        for field in statement.shared
    ]
    with database.cursor() as cursor:
        cursor.execute(statement.text, [*shared, _document(rows, statement.own)])
        return [row[0] for row in cursor.fetchall()]


def one_of(model: type[models.Model], column: str, values: Iterable[Any]) -> RawSQL:
    """For `__in`: the values of the column as one parameter, however many they are."""
    [field] = statements.fields(model, [column])
    return RawSQL(  # noqa: S611 - names from our own models
        f"SELECT {statements.value(field)} FROM {statements.opened([field])}",  # noqa: S608
        [_document([{column: value} for value in values], [field])],
    )


def lock(
    model: type[_M], ids: Iterable[int], columns: tuple[str, ...], *, skip: bool = False
) -> list[_M]:
    """The rows of these ids that there are, by id, locked as in `locked`.

    Only `id` and these columns are read: the query that both sides of every run's
    life begin with, without what the ORM takes to build it.
    """
    statement = statements.locking(model, ("id", *columns), skip=skip)
    names = [field.attname for field in statement.own]
    database = _database()
    with database.cursor() as cursor:
        cursor.execute(statement.text, [statements.id_list(ids)])
        rows = cursor.fetchall()
    reads = [_reader(field) for field in statement.own]
    return [
        model.from_db(
            DEFAULT_DB_ALIAS,
            names,
            [read(value, database) for read, value in zip(reads, row, strict=True)],
        )
        for row in rows
    ]


def rows_by(
    model: type[models.Model], by: str, ids: Iterable[int], columns: tuple[str, ...]
) -> list[list[Any]]:
    """These columns of the rows whose foreign key `by` is among the ids, by id.

    What is read for every step of every run that is looked at, without what the ORM
    takes to build it.
    """
    statement, database = statements.selection(model, columns, by), _database()
    with database.cursor() as cursor:
        cursor.execute(statement.text, [statements.id_list(ids)])
        rows = cursor.fetchall()
    reads = [(place, _reader(field)) for place, field in enumerate(statement.own)]
    conversions = [(place, read) for place, read in reads if read is not _as_it_is]
    found = list(map(list, rows))
    for row in found:
        for place, read in conversions:
            if row[place] is not None:
                row[place] = read(row[place], database)
    return found


def locked(rows: models.QuerySet[Any], *, skip: bool = False) -> models.QuerySet[Any]:
    """The rows, locked for this transaction; `skip` leaves out those another holds.

    SQLite locks the whole database at BEGIN IMMEDIATE and knows no row locks.
    """
    if not connection.features.has_select_for_update:
        return rows
    skip = skip and connection.features.has_select_for_update_skip_locked
    return rows.select_for_update(of=("self",), skip_locked=skip)


def _database() -> Any:
    """This thread's connection itself: `connection` looks it up at each mention, and
    a set of rows has thousands."""
    return connections[DEFAULT_DB_ALIAS]


@functools.cache
def _reader(field: Any) -> Callable[[Any, Any], Any]:
    """What makes a column's value of what the database gives."""
    column = field.get_col(field.model._meta.db_table)  # noqa: SLF001
    converters = [
        *connection.ops.get_db_converters(column),
        *column.get_db_converters(connection),
    ]

    def read(value: Any, database: Any) -> Any:
        for convert in converters:
            value = convert(value, column, database)
        return value

    return read if converters else _as_it_is


def _as_it_is(value: Any, _database: Any) -> Any:
    return value


def _document(rows: Sequence[Row], fields: Iterable[Any]) -> str:
    database = _database()
    if database.vendor == "sqlite":
        columns = {field.column: field for field in fields}
        rows = [
            {
                column: _stored(row[column], field, database)
                for column, field in columns.items()
            }
            for row in rows
        ]
    return json.dumps(rows, default=_text)


def _text(value: object) -> str:
    if isinstance(value, dt.datetime | uuid.UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a row")


def _stored(value: Any, field: Any, database: Any) -> Any:
    """As SQLite keeps it."""
    prepared = field.get_db_prep_save(value, database)
    return str(prepared) if isinstance(prepared, dt.datetime) else prepared
