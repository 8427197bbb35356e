"""Secrets: encrypted at rest, resolved for their hosts only, masked by value.

Encryption is Fernet with a list of keys (VAULT_KEYS): the first encrypts, each
decrypts, so keys are rotated by putting a new one in front and re-encrypting.
"""

from __future__ import annotations

import base64
import functools
import json
import urllib.parse
from collections.abc import Iterable

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

from accounts import exceptions

MASK = "••••••"
# Shorter values would mask ordinary text all over a page.
SHORTEST_MASKED = 4


@functools.lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(value: str) -> str:
    return _cipher(tuple(settings.VAULT_KEYS)).encrypt(value.encode()).decode()


def decrypt(ciphertext: str) -> str:
    """Raises SecretUnreadableError if no key of VAULT_KEYS fits."""
    try:
        return _cipher(tuple(settings.VAULT_KEYS)).decrypt(ciphertext.encode()).decode()
    except InvalidToken as error:
        raise exceptions.SecretUnreadableError from error


def re_encrypt(ciphertext: str) -> str:
    """The same value under the newest key."""
    return encrypt(decrypt(ciphertext))


def fingerprint(value: str) -> str:
    return salted_hmac("accounts.vault", value, algorithm="sha256").hexdigest()


def mask(text: str, values: Iterable[str]) -> str:
    """`text` with each value replaced, however it is spelled in it.

    Mask before anything is cut off: half a secret would pass a later comparison.
    """
    for spelling in sorted(_spellings(values), key=len, reverse=True):
        text = text.replace(spelling, MASK)
    return text


def _spellings(values: Iterable[str]) -> set[str]:
    """Each value plain, URL-encoded, JSON-escaped, in base64; also past its scheme."""
    spellings: set[str] = set()
    for value in values:
        for bare in {value, value.partition(" ")[2]}:
            if len(bare) < SHORTEST_MASKED:
                continue
            spellings |= {
                bare,
                urllib.parse.quote(bare, safe=""),
                urllib.parse.quote_plus(bare),
                json.dumps(bare)[1:-1],
                json.dumps(bare, ensure_ascii=False)[1:-1],
                base64.b64encode(bare.encode()).decode().rstrip("="),
            }
    return spellings
