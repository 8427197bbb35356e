"""Values of secret parameters as a run keeps them: encrypted; pure but for the keys.

A sealed value is {"$sealed": ciphertext}, so that whoever shows an input can tell it
from a plain one without knowing what the plan declares.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from accounts import vault

MARK = "$sealed"
# Deeper values of a secret are no text that could be found again.
_DEEPEST = 20


def sealed(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """The values with those of these names encrypted; what is None stays None."""
    secret = {name for name in names if values.get(name) is not None}
    return {
        name: {MARK: vault.encrypt(json.dumps(value))} if name in secret else value
        for name, value in values.items()
    }


def opened(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """The values as they were given.

    Raises SecretUnreadableError if no key of VAULT_KEYS fits. Only the declared
    names are opened: what looks sealed under another is somebody's data.
    """
    secret = {name for name in names if _is_sealed(values.get(name))}
    return {
        name: json.loads(vault.decrypt(value[MARK])) if name in secret else value
        for name, value in values.items()
    }


def renewed(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values, those that are sealed under the newest key.

    Raises SecretUnreadableError if no key of VAULT_KEYS fits.
    """
    return {
        name: {MARK: vault.re_encrypt(value[MARK])} if _is_sealed(value) else value
        for name, value in values.items()
    }


def shown(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with a mask for each that is sealed."""
    return {
        name: vault.MASK if _is_sealed(value) else value
        for name, value in values.items()
    }


def texts_of(values: Mapping[str, Any], names: Iterable[str]) -> tuple[str, ...]:
    """Every text in the opened values of these names: what must be shown nowhere."""
    return tuple(
        text for name in names for text in _texts(values.get(name), depth=_DEEPEST)
    )


def masked(value: Any, masker: vault.Masker) -> Any:
    """A value of JSON with every text in it masked, names of objects included."""
    if isinstance(value, str):
        return masker.text(value)
    if isinstance(value, Mapping):
        return {masker.text(name): masked(part, masker) for name, part in value.items()}
    if isinstance(value, list):
        return [masked(part, masker) for part in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        text = json.dumps(value)
        return value if masker.text(text) == text else vault.MASK
    return value


def _is_sealed(value: Any) -> bool:
    return isinstance(value, Mapping) and value.keys() == {MARK}


def _texts(value: Any, *, depth: int) -> Iterator[str]:
    if not depth:
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield json.dumps(value)
    elif isinstance(value, Mapping | list):
        parts = value.values() if isinstance(value, Mapping) else value
        for part in parts:
            yield from _texts(part, depth=depth - 1)
