"""Who calls this door: an API key over Basic, its id as user and its secret as
password."""

from __future__ import annotations

from typing import Any, Final

from accounts.authentication import ApiKeyAuthentication

CALLERS: Final[Any] = (ApiKeyAuthentication,)
