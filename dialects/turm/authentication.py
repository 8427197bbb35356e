"""Who calls this door: an API key over Basic, or a run of ours (D9).

`AuthName` and `AuthPass` of the original are the key's id and its secret.
"""

from __future__ import annotations

from typing import Any, Final

from accounts.authentication import ApiKeyAuthentication, InternalAuthentication

CALLERS: Final[Any] = (ApiKeyAuthentication, InternalAuthentication)
