"""The texts of set-based statements: made once for a table and its columns.

They hold names from our own models and never a value; one process speaks to one kind
of database.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

Model = type[models.Model]
# Defaults that are called, and give an equal value each time.
_ALWAYS_THE_SAME = (models.NOT_PROVIDED, dict, list)


# Compared by identity, so that what is known of one can be kept with it.
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Statement:
    """Takes the values of `shared`, one for all rows, then the rows as JSON."""

    text: str
    # The fields that have a value of their own in every row.
    own: tuple[Any, ...]
    shared: tuple[Any, ...] = ()


@functools.cache
def insertion(model: Model, columns: tuple[str, ...]) -> Statement:
    """INSERT rows of these columns; every other one of the model is shared."""
    own = fields(model, columns)
    shared = tuple(f for f in _all(model) if not (f in own or f.primary_key))
    names = ", ".join(name(field) for field in [*own, *shared])
    values = ", ".join([*(value(field) for field in own), *("%s" for _ in shared)])
    text = (
        f"INSERT INTO {table(model)} ({names}) "  # noqa: S608
        f"SELECT {values} FROM {opened(own)} RETURNING id"
    )
    return Statement(text=text, own=own, shared=shared)


@functools.cache
def defaults(statement: Statement) -> Mapping[str, Any]:
    """What a shared column gets where nobody says a value, as it is stored.

    Not of those that are to differ from row to row: somebody has to say them.
    """
    return {
        field.column: field.get_db_prep_save(field.get_default(), connection)
        for field in statement.shared
        if not callable(field.default) or field.default in _ALWAYS_THE_SAME
    }


@functools.cache
def change(
    model: Model,
    columns: tuple[str, ...],
    shared_columns: tuple[str, ...],
    match: tuple[str, ...] = ("id",),
) -> Statement:
    """UPDATE the rows that agree in the columns of `match`."""
    own, shared = fields(model, columns), fields(model, shared_columns)
    sets = [f"{name(f)} = {value(f)}" for f in own if f.column not in match]
    sets += [f"{name(field)} = %s" for field in shared]
    matches = [f"{full_name(f)} = {value(f)}" for f in own if f.column in match]
    text = (
        f"UPDATE {table(model)} SET {', '.join(sets)} FROM {opened(own)} "  # noqa: S608
        f"WHERE {' AND '.join(matches)} RETURNING {table(model)}.id"
    )
    return Statement(text=text, own=own, shared=shared)


@functools.cache
def locking(model: Model, columns: tuple[str, ...], *, skip: bool) -> Statement:
    """SELECT the rows of the ids in one parameter, locked where a database can."""
    own = fields(model, columns)
    text = (
        f"SELECT {', '.join(name(field) for field in own)} "  # noqa: S608
        f"FROM {table(model)} WHERE id {_among()} ORDER BY id"
    )
    if connection.features.has_select_for_update:
        text += " FOR UPDATE" + " SKIP LOCKED" * skip
    return Statement(text=text, own=own)


@functools.cache
def selection(model: Model, columns: tuple[str, ...], by: str) -> Statement:
    """SELECT these columns of the rows whose column `by` is in one parameter, by id."""
    named = {field.column: field for field in fields(model, columns)}
    own = tuple(named[column] for column in columns)
    text = (
        f"SELECT {', '.join(name(field) for field in own)} "  # noqa: S608
        f"FROM {table(model)} WHERE {by} {_among()} ORDER BY id"
    )
    return Statement(text=text, own=own)


def fields(model: Model, columns: Iterable[str]) -> tuple[Any, ...]:
    """The fields of these columns, in the model's order."""
    wanted = set(columns)
    return tuple(field for field in _all(model) if field.column in wanted)


def table(model: Model) -> str:
    return connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001


def name(field: Any) -> str:
    return connection.ops.quote_name(field.column)


def full_name(field: Any) -> str:
    return f"{table(field.model)}.{name(field)}"


def opened(own: Iterable[Any]) -> str:
    """The rows of the parameter, as a table `v`."""
    if connection.vendor == "sqlite":
        return "json_each(%s) AS v"
    columns = ", ".join(f"{name(f)} {f.db_type(connection)}" for f in own)
    return f"json_to_recordset(%s) AS v({columns})"


def value(field: Any) -> str:
    if connection.vendor == "sqlite":
        return f"json_extract(v.value, '$.{field.column}')"
    return f"v.{name(field)}"


def _among() -> str:
    """Whether a number is in the list that is the parameter."""
    if connection.vendor == "sqlite":
        return "IN (SELECT value FROM json_each(%s))"
    return "= ANY(%s::bigint[])"


def id_list(ids: Iterable[int]) -> str:
    """The parameter of `locking` and `selection`."""
    listed = ",".join(map(str, ids))
    return f"[{listed}]" if connection.vendor == "sqlite" else f"{{{listed}}}"


def _all(model: Model) -> tuple[Any, ...]:
    return model._meta.concrete_fields  # noqa: SLF001 - Django's documented model API
