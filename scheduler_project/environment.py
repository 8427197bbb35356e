"""Settings from the environment: typed, with a sentence for every wrong value.

The order is: the real environment, then what the data directory keeps (home.py),
then the default given here. An empty variable counts as not set.
"""

from __future__ import annotations

import os
import zoneinfo
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from scheduler_project import home

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
    if not (given.isascii() and given.isdigit() and least <= int(given) <= most):
        raise ImproperlyConfigured(
            f"{name} is {given!r}: write a whole number from {least} to {most}."
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


def database(name: str, default: str) -> dict[str, Any]:
    """Django's dict for a `postgres://…` or `sqlite:///…` address."""
    given = text(name, default)
    if not given.startswith(("postgres://", "postgresql://", "sqlite:///")):
        raise ImproperlyConfigured(
            f"{name} is {given!r}: write postgres://user:password@host:port/name "
            "or sqlite:////absolute/path.sqlite3."
        )
    return dict(environ.Env.db_url_config(given))


def broker(name: str, default: str) -> str:
    given = text(name, default)
    if not given.startswith(("redis://", "rediss://", "redis+socket://")):
        raise ImproperlyConfigured(
            f"{name} is {given!r}: write redis://host:port/number "
            "or redis+socket:///path/to/socket."
        )
    return given


def http_origin(name: str, default: str, mend: str) -> str:
    given = (text(name) or default).rstrip("/")
    if not given:
        raise ImproperlyConfigured(f"{name} is not set: {mend}")
    if not given.startswith(("http://", "https://")):
        raise ImproperlyConfigured(
            f"{name} is {given!r}: write an address such as http://127.0.0.1:8000."
        )
    return given
