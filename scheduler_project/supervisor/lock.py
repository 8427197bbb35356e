"""One supervisor per data directory.

The lock is the kernel's, so it ends with the process that holds it, however it ends.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from scheduler_project.supervisor.exceptions import StartError


@contextmanager
def held(directory: Path) -> Iterator[None]:
    """Hold the directory, which is made where there is none.

    Raises `StartError` if another supervisor holds it, or if it cannot be written.
    """
    with _opened(directory) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StartError(_taken(directory, holder=file.read().strip())) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def _opened(directory: Path) -> TextIO:
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = (directory / "supervisor.lock").open("a+", encoding="utf-8")
    except OSError as error:
        raise StartError(
            f"The data directory {directory} cannot be written ({error.strerror}). "
            "Choose another one: STEEPLE_HOME=/some/directory make run"
        ) from None
    file.seek(0)
    return file


def _taken(directory: Path, *, holder: str) -> str:
    return (
        f"Steeple is already running on {directory} (process {holder or 'unknown'}). "
        "Stop it first, or start another one beside it: "
        "STEEPLE_HOME=/another/directory PORT=8001 make run"
    )
