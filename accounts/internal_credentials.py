"""The credential of an internal call (D9): signed, bound to one request, 60 s short.

It says which account calls, for which run, with which method and decoded path; it
is made at the moment of the call and is never stored.
"""

from __future__ import annotations

import urllib.parse
from dataclasses import dataclass

from django.core import signing
from django.utils.encoding import repercent_broken_unicode

SCHEME = "Steeple"
MAX_AGE_S = 60
_SALT = "accounts.internal_credentials"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    account_id: int
    method: str
    path: str
    run: str


def decoded_path(url: str) -> str:
    """The path of a URL as Django reads it: bytes that are no UTF-8 stay escaped."""
    path = urllib.parse.unquote_to_bytes(urllib.parse.urlsplit(url).path)
    return repercent_broken_unicode(path).decode()


def sign(claim: Claim) -> str:
    """The value of the Authorization header for one call."""
    payload = [claim.account_id, claim.method, claim.path, claim.run]
    return f"{SCHEME} {signing.dumps(payload, salt=_SALT)}"


def verify(header: str) -> Claim | None:
    """What a header claims, if we signed it within the last 60 s; else None."""
    scheme, _, token = header.partition(" ")
    if scheme != SCHEME:
        return None
    try:
        payload = signing.loads(token, salt=_SALT, max_age=MAX_AGE_S)
    except signing.BadSignature:
        return None
    account_id, method, path, run = payload
    return Claim(account_id=account_id, method=method, path=path, run=run)
