"""What this start means: where it keeps things, which port, which broker.

What the environment does not say is chosen here, and the choice is kept in the data
directory, so that `manage.py` in any other shell speaks to the product that runs.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

from django.conf import settings

from scheduler_project import home
from scheduler_project.supervisor import broker, web

CHOSEN = ("PORT", "INTERNAL_BASE_URL", "DATABASE_URL", "REDIS_URL", "BROKER_SOCKET")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    home: Path
    port: int
    # A name under which the site answers on that port.
    host: str
    # The embedded broker's socket; None if REDIS_URL names another broker.
    broker: Path | None


@contextmanager
def arranged() -> Iterator[Arrangement]:
    """Settle the start, in `os.environ` for what is started and in the directory.

    The caller holds the data directory. Raises `ImproperlyConfigured` for a wrong
    value in the environment.
    """
    directory = home.path()
    os.environ["STEEPLE_HOME"] = str(directory)
    _forget_last_start()
    socket = None if _given("REDIS_URL") else broker.socket_path(directory)
    if socket:
        os.environ["REDIS_URL"] = broker.url(socket)
    try:
        _keep(socket)
        yield Arrangement(
            home=directory,
            port=settings.PORT,
            host=web.known_name(settings.ALLOWED_HOSTS),
            broker=socket,
        )
    finally:
        if socket and socket.parent != directory:
            rmtree(socket.parent, ignore_errors=True)


def _forget_last_start() -> None:
    """An earlier choice of ours must not count as the user's, nor its broker live."""
    if last_socket := home.kept().get("BROKER_SOCKET"):
        broker.oust(Path(last_socket))
    home.keep(**dict.fromkeys(CHOSEN, ""))


def _keep(socket: Path | None) -> None:
    home.keep(
        PORT=str(settings.PORT),
        INTERNAL_BASE_URL=settings.INTERNAL_BASE_URL,
        DATABASE_URL=_given("DATABASE_URL"),
        REDIS_URL=settings.REDIS_URL,
        BROKER_SOCKET=str(socket or ""),
    )


def _given(name: str) -> str:
    return os.environ.get(name, "").strip()
