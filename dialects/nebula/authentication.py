"""Who calls this door: `connect` takes a key, everything else the token it gave."""

from __future__ import annotations

import base64
import binascii
import json

from django.core import signing
from django.utils.translation import gettext as _
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from accounts import authentication as sign_in
from accounts import keys
from dialects.nebula.codes import Code
from dialects.nebula.errors import NebulaError

TOKEN = "explorer_token"  # noqa: S105 - a cookie's name
VALID_S = 259_200
_SALT = "dialects.nebula"


def token_of(key_id: str) -> str:
    """What stands for a key, for three days; revoking the key ends it at once."""
    return signing.dumps({"key": key_id}, salt=_SALT)


class ConnectAuthentication(authentication.BaseAuthentication):
    """Bearer (or Basic) with the Base64 of `id:secret` or of `["id","secret"]`."""

    def authenticate(self, request: Request) -> sign_in.Authenticated | None:
        given = credentials(request.META.get("HTTP_AUTHORIZATION", ""))
        return None if given is None else sign_in.signed_in(request, *given)

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Steeple"'


class TokenAuthentication(authentication.BaseAuthentication):
    """The token as cookie, as header `explorer_token`, or as Bearer."""

    def authenticate(self, request: Request) -> sign_in.Authenticated | None:
        token = _token_in(request)
        if not token:
            return None
        try:
            key_id = signing.loads(token, salt=_SALT, max_age=VALID_S)["key"]
            return sign_in.still_valid(request, key_id)
        except (signing.BadSignature, exceptions.AuthenticationFailed):
            raise NebulaError(
                Code.ErrSession, _("This token is over or unknown. Connect again.")
            ) from None

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Steeple"'


def credentials(header: str) -> tuple[str, str] | None:
    """Key id and secret of an Authorization header of `connect`; else None."""
    scheme, _blank, encoded = header.partition(" ")
    if scheme.lower() not in {"bearer", "basic"}:
        return None
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    return _pair(text) or _split(text)


def key_id_of(request: Request) -> str:
    """The id of the key that has just been accepted."""
    given = credentials(request.META.get("HTTP_AUTHORIZATION", ""))
    guid = keys.read_guid(given[0]) if given else None
    if guid is None:
        raise exceptions.NotAuthenticated
    return str(guid)


def _pair(text: str) -> tuple[str, str] | None:
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(given, list) and len(given) == 2:
        return str(given[0]), str(given[1])
    return None


def _split(text: str) -> tuple[str, str] | None:
    key_id, colon, secret = text.partition(":")
    return (key_id, secret) if colon else None


def _token_in(request: Request) -> str:
    _scheme, _blank, bearer = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    is_bearer = _scheme.lower() == "bearer"
    # Servers that drop header names with `_` leave the cookie.
    header = request.META.get("HTTP_EXPLORER_TOKEN", "")
    cookie = request.COOKIES.get(TOKEN, "")
    return (header or (bearer if is_bearer else "") or cookie).strip().strip('"')
