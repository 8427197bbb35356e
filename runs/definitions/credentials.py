"""No plan holds a credential: literal ones become secrets of the account (D5)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from django.conf import settings

from accounts.actions import keep_secret
from accounts.models import Account
from runs import outgoing

# Headers whose literal value is a credential.
HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "x-api-key"})
# The address by which Turm's document calls the scheduler itself.
DOCUMENTED_ORIGIN = "http://localhost:8000"


def own_origins(request_origin: str = "") -> Sequence[str]:
    """The addresses that are cut off the URL of an internal call."""
    known = (settings.INTERNAL_BASE_URL, request_origin, DOCUMENTED_ORIGIN)
    return [origin for origin in known if origin]


def secured(
    account: Account, headers: Mapping[str, str], *, url: str, internal: bool
) -> dict[str, str]:
    """The headers with literal credentials replaced by the names of their secrets.

    Writes the secrets that are new, bound to the host of the URL.
    """
    host = outgoing.host_of(settings.INTERNAL_BASE_URL if internal else url)
    return {
        name: _reference(account, host, name, value)
        if _is_literal(name, value)
        else value
        for name, value in headers.items()
    }


def _is_literal(name: str, value: str) -> bool:
    return name.lower() in HEADERS and bool(value) and "{{" not in value


def _reference(account: Account, host: str, name: str, value: str) -> str:
    stem = re.sub(r"[\W_]+", "_", f"{host}_{name}".lower(), flags=re.ASCII)
    stem = stem if stem[0].isalpha() else f"host_{stem}"
    secret = keep_secret(account, stem=stem[:90], host=host, value=value)
    return f"{{{{ secrets.{secret.name} }}}}"
