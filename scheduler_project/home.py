"""The data directory: where a product that nobody configured keeps its things.

`STEEPLE_HOME` (default `.steeple/` beside manage.py) holds the SQLite database,
the broker's append-only file and `environment`, a mode-600 file of `KEY=value`
lines: keys made on first use, and what `make run` chose. The real environment
always wins over it, so a server that sets its variables needs no data directory.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
KEYS: dict[str, Callable[[], str]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(50),
    "VAULT_KEYS": lambda: Fernet.generate_key().decode(),
}


def path() -> Path:
    """The data directory as an absolute path; it may not exist yet."""
    return Path(os.environ.get("STEEPLE_HOME") or BASE_DIR / ".steeple").resolve()


def kept() -> dict[str, str]:
    """What the data directory's `environment` file says, key by key."""
    try:
        text = (path() / "environment").read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable() from error
    pairs = (line.split("=", 1) for line in text.splitlines() if "=" in line)
    return {key.strip(): value.strip() for key, value in pairs}


def keep(**values: str) -> dict[str, str]:
    """Write values into the `environment` file, replacing it in one step."""
    for key, value in values.items():
        if len(value.splitlines()) > 1:
            raise ImproperlyConfigured(f"{key} has several lines: write it in one.")
    with _alone():
        merged = kept() | values
        _write_privately(merged)
    return merged


def ensure_keys() -> dict[str, str]:
    """The kept values, with the keys made first where there are none."""
    found = kept()
    if found.keys() >= KEYS.keys():
        return found
    with _alone():
        # Again, as another process may have been first.
        found = kept()
        made = {key: make() for key, make in KEYS.items() if key not in found}
        _write_privately(found | made)
    return found | made


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """One process at a time: several start at once on an empty directory."""
    try:
        path().mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(path() / ".environment.lock", os.O_WRONLY | os.O_CREAT, 0o600)
    except OSError as error:
        raise _unusable() from error
    with os.fdopen(lock, "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _write_privately(values: Mapping[str, str]) -> None:
    handle, draft = tempfile.mkstemp(dir=path(), prefix=".environment-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.writelines(f"{key}={value}\n" for key, value in values.items())
        file.flush()
        # Secrets that were encrypted with a key that is lost cannot be read again.
        os.fsync(file.fileno())
    Path(draft).replace(path() / "environment")


def _unusable() -> ImproperlyConfigured:
    return ImproperlyConfigured(
        f"STEEPLE_HOME is '{path()}', where nothing can be kept: "
        "name a directory that this user may read and write."
    )
