"""An object named in a URL or a body: by its id in digits, or by its GUID."""

from __future__ import annotations

import uuid

from accounts import keys

LARGEST_ID = 2**63 - 1


def condition(text: str, *, number: str = "id") -> dict[str, int | uuid.UUID] | None:
    """The filter that finds what `text` names, or None if it is neither of the two.

    `number` is the column of the id. A GUID is 32 hexadecimal digits, in any case,
    with or without hyphens.
    """
    if text.isascii() and text.isdigit() and len(text) < 20:
        return {number: min(int(text), LARGEST_ID)}
    guid = keys.read_guid(text)
    return None if guid is None else {"guid": guid}
