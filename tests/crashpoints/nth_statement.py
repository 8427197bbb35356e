"""Something happens at the nth statement: it fails, as SQLite tests itself, or somebody
else gets in between."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
from django.db import Error, OperationalError, connection, connections

from tests.system import other_database

Statement = Callable[[], Any]
Fault = Callable[[Statement], Any]

AWAY = "the server closed the connection unexpectedly"


def refused(_statement: Statement) -> Any:
    """It fails and does nothing."""
    wrapper: Any = connections["default"]
    with wrapper.wrap_database_errors:
        raise wrapper.Database.OperationalError(AWAY)


def unanswered(statement: Statement) -> Any:
    """It is carried out, and nobody hears of it."""
    statement()
    return refused(statement)


def cut(statement: Statement) -> Any:
    """The connection is gone, for this statement and all that follow on it."""
    with contextlib.suppress(Error):
        connection.connection.close()
    return statement()


def meanwhile(act: Callable[[], Any]) -> Fault:
    """Somebody else acts just before it; whom we block gives up, and comes later."""

    def fault(statement: Statement) -> Any:
        with other_database.beside():
            try:
                act()
            except OperationalError as error:
                if not isinstance(error.__cause__, psycopg.errors.LockNotAvailable):
                    raise
        return statement()

    return fault


class AtNth:
    """Counts the statements and commits of this thread; the nth meets the fault."""

    def __init__(self, n: int, fault: Fault) -> None:
        self._n, self._fault = n, fault
        self.count = 0

    @property
    def was_met(self) -> bool:
        return self.count >= self._n

    @contextlib.contextmanager
    def armed(self) -> Iterator[None]:
        wrapper: Any = connections["default"]
        commit = wrapper._commit
        wrapper._commit = lambda: self._carry_out(commit)
        try:
            with connection.execute_wrapper(self._execute):
                yield
        finally:
            del wrapper._commit

    def _execute(self, execute: Any, *statement: Any) -> Any:
        return self._carry_out(lambda: execute(*statement))

    def _carry_out(self, statement: Statement) -> Any:
        self.count += 1
        return self._fault(statement) if self.count == self._n else statement()
