"""The data directory: where a product that nobody configured keeps its things.

`STEEPLE_HOME` (default `.steeple/` beside manage.py) holds the SQLite database,
the broker's append-only file and `environment`, a mode-600 file of `KEY=value`
lines: keys made on first use, and what `make run` chose. The real environment
always wins over it, so a server that sets its variables needs no data directory.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

from cryptography.fernet import Fernet

BASE_DIR = Path(__file__).resolve().parent.parent


def path() -> Path:
    """The data directory as an absolute path; it may not exist yet."""
    return Path(os.environ.get("STEEPLE_HOME") or BASE_DIR / ".steeple").resolve()


def kept() -> dict[str, str]:
    """What the data directory's `environment` file says, key by key."""
    try:
        text = (path() / "environment").read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    pairs = (line.split("=", 1) for line in text.splitlines() if "=" in line)
    return {key.strip(): value.strip() for key, value in pairs}


def keep(**values: str) -> dict[str, str]:
    """Write values into the `environment` file, replacing it in one step."""
    merged = kept() | values
    _write_privately(merged)
    return merged


def ensure_keys() -> dict[str, str]:
    """The kept values, with the keys made first where there are none.

    Several processes may start at once on an empty directory; the first to link
    its file into place wins, the others read it.
    """
    found = kept()
    if "SECRET_KEY" in found and "VAULT_KEYS" in found:
        return found
    return _make_once(
        {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "VAULT_KEYS": Fernet.generate_key().decode(),
        }
        | found
    )


def _make_once(values: dict[str, str]) -> dict[str, str]:
    target = path() / "environment"
    if target.exists():
        return keep(**values)
    draft = _draft(values)
    try:
        os.link(draft, target)
    except FileExistsError:
        # Another process was first: its keys are the ones to use.
        return kept()
    finally:
        draft.unlink()
    return values


def _write_privately(values: dict[str, str]) -> None:
    _draft(values).replace(path() / "environment")


def _draft(values: dict[str, str]) -> Path:
    path().mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path(), prefix=".environment-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.writelines(f"{key}={value}\n" for key, value in values.items())
    return Path(name)
