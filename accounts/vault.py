"""Secrets: encrypted at rest, resolved for their hosts only, masked by value.

Encryption is Fernet with a list of keys (VAULT_KEYS): the first encrypts, each
decrypts, so keys are rotated by putting a new one in front and re-encrypting.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import AnyStr

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

from accounts import exceptions, spellings

MASK = "••••••"


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
        raise exceptions.SecretUnreadableError(
            "No key in VAULT_KEYS can read it."
        ) from error


def re_encrypt(ciphertext: str) -> str:
    """The same value under the newest key."""
    return encrypt(decrypt(ciphertext))


def fingerprint(value: str) -> str:
    return salted_hmac("accounts.vault", value, algorithm="sha256").hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Masker:
    """Replaces the same secrets in one text after another."""

    spellings: tuple[str, ...]

    def text(self, text: str, *, cut: bool = False) -> str:
        """See `mask`."""
        for spelling in self.spellings:
            text = text.replace(spelling, MASK)
        half = _half_at_the_end(text, self.spellings) if cut else 0
        return text[:-half] + MASK if half else text

    def raw(self, raw: bytes, *, cut: bool = False) -> bytes:
        """Bytes that are no text; their length stays, as formats depend on it."""
        known = [spelling.encode(errors="replace") for spelling in self.spellings]
        for spelling in known:
            raw = raw.replace(spelling, b"*" * len(spelling))
        half = _half_at_the_end(raw, known) if cut else 0
        return raw[:-half] + b"*" * half if half else raw


def masker(values: Iterable[str]) -> Masker:
    return Masker(spellings=spellings.of(values))


def mask(text: str, values: Iterable[str], *, cut: bool = False) -> str:
    """`text` with each value replaced, however it is spelled in it.

    Mask before anything is cut off: half a secret would pass a later comparison.
    Where a limit has cut the text already, say `cut`: then the beginning of a value
    is replaced at its end, too.
    """
    return masker(values).text(text, cut=cut)


def _half_at_the_end(text: AnyStr, known: Sequence[AnyStr]) -> int:
    """How much of a spelling the text ends with, if it was cut in the midst of one."""
    for spelling in known:
        head = spelling[: spellings.SHORTEST]
        start = text.find(head, max(0, len(text) - len(spelling) + 1))
        while start >= 0:
            if spelling.startswith(text[start:]):
                return len(text) - start
            start = text.find(head, start + 1)
    return 0
