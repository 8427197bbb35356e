"""Settings from the environment: typed, with a sentence for every wrong value.

The order is: the real environment, then what the data directory keeps (home.py),
then the default given here. An empty variable counts as not set.
"""

from __future__ import annotations

import os
import re
import urllib.parse
import zoneinfo
from collections.abc import Collection
from typing import Any

import environ
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from runs import egress as policy
from scheduler_project import home

POSTGRES = ("postgres", "postgresql")
REDIS = ("redis", "rediss")
HTTP = ("http", "https")
DIGITS = 10
FERNET_KEY_LENGTH = 44
TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or home.kept().get(name, "") or default


def is_said(*names: str) -> bool:
    """Whether the real environment itself, not what is kept, has one of these."""
    return any(os.environ.get(name, "").strip() for name in names)


def flag(name: str, *, default: bool) -> bool:
    given = text(name).lower()
    if not given:
        return default
    if given not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} is {given!r}: write true or false.")
    return given in TRUE


def whole(name: str, default: int, *, least: int, most: int) -> int:
    given = text(name)
    if not given:
        return default
    # As few digits as a number in range has: int() refuses thousands of them.
    digits = given.isascii() and given.isdigit() and len(given) <= DIGITS
    if not (digits and least <= int(given) <= most):
        raise ImproperlyConfigured(
            f"{name} is {given[:20]!r}: write a whole number from {least} to {most}."
        )
    return int(given)


def listed(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def required(name: str, mend: str) -> str:
    given = text(name)
    if not given:
        raise ImproperlyConfigured(f"{name} is not set: {mend}")
    return given


def time_zone(name: str, default: str) -> str:
    given = text(name, default)
    if given not in zoneinfo.available_timezones():
        raise ImproperlyConfigured(
            f"{name} is {given!r}: write the name of a time zone, as in Europe/Berlin."
        )
    return given


def one_of(name: str, default: str, known: Collection[str]) -> str:
    given = text(name, default).upper()
    if given not in known:
        raise ImproperlyConfigured(
            f"{name} is {given!r}: write one of {', '.join(known)}."
        )
    return given


def database(name: str, default: str) -> dict[str, Any]:
    """Django's dict for a `postgres://…` or `sqlite:////…` address."""
    given = text(name, default)
    if not (_is_sqlite(given) or _is_server(given, POSTGRES, r"/.+")):
        raise ImproperlyConfigured(
            f"{name} is {_shown(given)}: write "
            "postgres://user:password@host:port/name (signs such as / # and @ in the "
            "password as %2F %23 %40) or sqlite:////absolute/path.sqlite3."
        )
    return dict(environ.Env.db_url_config(given))


def broker(name: str, default: str) -> str:
    given = text(name, default)
    if not (
        _is_server(given, REDIS, r"/?|/\d{1,4}", needs_host=True)
        or re.match(r"redis\+socket:///.", given)
    ):
        raise ImproperlyConfigured(
            f"{name} is {_shown(given)}: write redis://host:port/number "
            "or redis+socket:///path/to/socket."
        )
    return given


def http_origin(name: str, default: str, mend: str) -> str:
    """Scheme, host and port, in lower case, without a slash behind them."""
    return _origin(name, text(name, default) or required(name, mend))


def http_origins(name: str) -> list[str]:
    return [_origin(name, part) for part in listed(name)]


def host_of(origin: str) -> str:
    """The host of an origin, as ALLOWED_HOSTS has it."""
    host = urllib.parse.urlsplit(origin).hostname or ""
    return f"[{host}]" if ":" in host else host


def hosts(name: str, default: str) -> list[str]:
    """Names for ALLOWED_HOSTS; Django compares them without a port."""
    given = listed(name, default)
    for host in given:
        if not re.fullmatch(r"\*|\.?[\w.-]+|\[[0-9a-fA-F:.]+\]", host):
            raise ImproperlyConfigured(
                f"{name} is {host!r}: write names such as clock.example, "
                "without http:// and without a port."
            )
    return given


def vault_keys(name: str, mend: str) -> list[str]:
    """Fernet keys, newest first; a wrong one is not shown."""
    required(name, mend)
    keys = listed(name)
    for place, key in enumerate(keys, start=1):
        if not _is_fernet_key(key):
            raise ImproperlyConfigured(
                f"{name} is wrong: its part {place} is no Fernet key, which has 44 "
                "signs, the last of them =."
            )
    return keys


def egress(name: str, default: str) -> str:
    """What `runs.egress` can read, as it was given."""
    given = text(name, default)
    try:
        policy.parse(given)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is {given!r}: {error}") from error
    return given


def _is_fernet_key(text: str) -> bool:
    try:
        Fernet(text)
    except ValueError:
        return False
    # Two keys without a comma between them would count as the first of them.
    return len(text) == FERNET_KEY_LENGTH


def _origin(name: str, given: str) -> str:
    origin = given.removesuffix("/").lower()
    if not _is_server(origin, HTTP, "", needs_host=True) or "@" in origin:
        raise ImproperlyConfigured(
            f"{name} is {_shown(given)}: write an address such as "
            "http://127.0.0.1:8000, without a path."
        )
    return origin


def _is_sqlite(address: str) -> bool:
    return bool(re.match(r"sqlite:///(/.|:memory:\Z)", address))


def _is_server(
    address: str, schemes: Collection[str], path: str, *, needs_host: bool = False
) -> bool:
    """Whether it is `scheme://host:port` with a path of this form behind it."""
    try:
        parts = urllib.parse.urlsplit(address)
        # Reading the port is what checks it.
        readable = parts.port != 0 and not re.search(r"[\s\\]", parts.netloc)
    except ValueError:
        return False
    return (
        readable
        and parts.scheme in schemes
        and (bool(parts.hostname) or not needs_host)
        and bool(re.fullmatch(path, parts.path))
        and not parts.fragment
        and not (parts.query and schemes == HTTP)
    )


def _shown(address: str) -> str:
    """The address as an error may show it: without user and password."""
    scheme, slashes, rest = address.partition("://")
    _login, at, host = rest.rpartition("@")
    return repr(f"{scheme}{slashes}…@{host}" if at else address)
