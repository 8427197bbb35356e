"""Queries that Django compiles once: asking again costs a tenth of building them."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import InterfaceError, OperationalError, connection
from django.db.models import QuerySet


@dataclass(frozen=True, slots=True, kw_only=True)
class _Statement:
    text: str
    # What stands at each place: the number of a value, or the constant itself.
    places: tuple[tuple[int | None, Any], ...]
    # By column, what turns the database's value into Python's.
    converters: tuple[tuple[int, Sequence[Callable[..., Any]], Any], ...]


_Bound = Sequence[tuple[_Statement, Sequence[Any]]]
_Rows = Sequence[Sequence[Any]]


class Prepared:
    """A query over `values_list`, for the hottest reads of the APIs.

    `make` gets the marks in the places of the values; each mark must be a value that
    appears nowhere else in the query. One process speaks to one kind of database.
    """

    def __init__(
        self, make: Callable[..., QuerySet[Any, Any]], *marks: int | str | uuid.UUID
    ) -> None:
        self._make, self._marks = make, marks
        self._statement: _Statement | None = None
        self._lock = threading.Lock()

    def first(self, *values: Any) -> tuple[Any, ...] | None:
        """The first row for these values, or None."""
        return next(iter(self.rows(*values)), None)

    def rows(self, *values: Any) -> list[tuple[Any, ...]]:
        [found] = together((self, values))
        return found

    def bound(self, values: Sequence[Any]) -> tuple[_Statement, list[Any]]:
        """The statement, and its parameters for these values."""
        made = self._statement or self._compiled()
        given = [_adapted(value) for value in values]
        parameters = [
            constant if number is None else given[number]
            for number, constant in made.places
        ]
        return made, parameters

    def _compiled(self) -> _Statement:
        with self._lock:
            if self._statement is None:
                self._statement = self._compile()
        return self._statement

    def _compile(self) -> _Statement:
        compiler = self._make(*self._marks).query.get_compiler(connection=connection)
        text, parameters = compiler.as_sql()
        marks = [_adapted(mark) for mark in self._marks]
        columns = [expression for expression, _sql, _alias in compiler.select]
        found = compiler.get_converters(columns)
        return _Statement(
            text=text,
            places=tuple(_places(parameters, marks)),
            converters=tuple((at, how, what) for at, (how, what) in found.items()),
        )


def together(*asked: tuple[Prepared, Sequence[Any]]) -> list[list[tuple[Any, ...]]]:
    """The rows of several queries, asked in one round trip where a database can.

    The first question of a request asks as well whether the database is still there,
    which else would be a round trip of its own.
    """
    bound = [prepared.bound(values) for prepared, values in asked]
    found = _proven(bound) if connection.connection else _fetched(bound)
    return [
        [_converted(row, made) for row in rows]
        for (made, _parameters), rows in zip(bound, found, strict=True)
    ]


def _proven(bound: _Bound) -> _Rows:
    here: Any = connection
    if not here.health_check_enabled or here.health_check_done or here.in_atomic_block:
        return _fetched(bound)
    here.health_check_done = True
    try:
        return _fetched(bound)
    except (OperationalError, InterfaceError):
        # It was restarted meanwhile: nothing was changed, so ask it again.
        here.close()
        return _fetched(bound)


def _fetched(bound: _Bound) -> _Rows:
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            return [_one(cursor, made.text, given) for made, given in bound]
        text = ";".join(made.text for made, _given in bound)
        cursor.execute(text, [value for _made, given in bound for value in given])
        sets = [cursor.fetchall()]
        while cursor.nextset():
            sets.append(cursor.fetchall())
    return sets


def _one(cursor: Any, text: str, parameters: Sequence[Any]) -> Sequence[Any]:
    cursor.execute(text, parameters)
    rows: Sequence[Any] = cursor.fetchall()
    return rows


def _places(
    parameters: Sequence[Any], marks: Sequence[Any]
) -> Iterator[tuple[int | None, Any]]:
    for parameter in parameters:
        known = parameter in marks
        yield (marks.index(parameter), None) if known else (None, parameter)


def _adapted(value: Any) -> Any:
    if isinstance(value, uuid.UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value


def _converted(row: Sequence[Any], made: _Statement) -> tuple[Any, ...]:
    if not made.converters:
        return tuple(row)
    values = list(row)
    for at, converters, expression in made.converters:
        for convert in converters:
            values[at] = convert(values[at], expression, connection)
    return tuple(values)
