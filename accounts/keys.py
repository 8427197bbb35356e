"""API keys as two texts: an id that is looked up and a secret that is compared.

The secret is a random GUID, so a fast keyed hash is enough: there is nothing to
guess, and a request costs microseconds where a password hash costs a quarter second.
"""

from __future__ import annotations

import base64
import binascii
import functools
import hashlib
import hmac
import uuid

from django.conf import settings


def mint_secret() -> str:
    return str(uuid.uuid4())


def hashed(secret: str) -> str:
    """The 64 hex digits kept in the database for a secret."""
    text = secret.lower().encode()
    return hmac.digest(_key(settings.SECRET_KEY), text, "sha256").hex()


@functools.lru_cache(maxsize=4)
def _key(secret_key: str) -> bytes:
    # As Django's salted_hmac derives it, which would do so for every request.
    return hashlib.sha256(b"accounts.keys" + secret_key.encode()).digest()


def matches(secret: str, secret_hash: str) -> bool:
    return hmac.compare_digest(hashed(secret), secret_hash)


def read_basic(header: str) -> tuple[str, str] | None:
    """Key id and secret of a `Basic …` Authorization header; None if it is none."""
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    key_id, colon, secret = text.partition(":")
    return (key_id, secret) if colon else None


def read_guid(text: str) -> uuid.UUID | None:
    """The GUID that `text` spells, 32 digits with or without hyphens; else None."""
    digits = text.replace("-", "")
    if len(digits) != 32 or not digits.isascii() or not digits.isalnum():
        return None
    try:
        return uuid.UUID(hex=digits)
    except ValueError:
        return None
