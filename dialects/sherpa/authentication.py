"""Who calls this door: the secret of an API key, in every form that clients send.

The documents know one GUID and no user name, as Bearer or Basic, with and without a
colon. Here it is the key's secret: its id is shown in lists, and opens nothing. What
stands before the colon, if anything, may be the GUID of a robot that calls.
"""

from __future__ import annotations

import base64
import binascii
import uuid
from dataclasses import dataclass, fields
from typing import Any

from django.contrib.auth.models import AnonymousUser
from rest_framework import authentication
from rest_framework.request import Request

from accounts import authentication as sign_in
from accounts import keys
from accounts.access import Access


@dataclass(frozen=True, slots=True, kw_only=True)
class SherpaAccess(Access):
    """An Access that knows which key it came with."""

    secret_hash: str
    # The robot that calls, if it says so.
    robot: uuid.UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    secret: str
    robot: uuid.UUID | None = None


class SecretAuthentication(authentication.BaseAuthentication):
    """Bearer or Basic with a secret, or with its Base64."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, Access] | None:
        given = read(request.META.get("HTTP_AUTHORIZATION", ""))
        if given is None:
            return None
        user, access = sign_in.signed_in_by_secret(request, given.secret)
        known: dict[str, Any] = {
            each.name: getattr(access, each.name) for each in fields(Access)
        }
        secret_hash = keys.hashed(given.secret)
        return user, SherpaAccess(**known, secret_hash=secret_hash, robot=given.robot)

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Steeple"'


def read(header: str) -> Credential | None:
    """What an Authorization header tells; None if it is not of this door's kinds."""
    scheme, _blank, rest = header.partition(" ")
    if scheme.lower() not in {"bearer", "basic"}:
        return None
    # A GUID without hyphens is Base64 of something, too.
    plain = keys.read_guid(rest.strip())
    text = str(plain) if plain else _decoded(rest.strip())
    before, _colon, after = text.rpartition(":")
    if not after:
        # `secret:`, as tools write it that know only user and password.
        before, after = "", before
    return Credential(secret=_spelled(after), robot=keys.read_guid(before))


def _decoded(encoded: str) -> str:
    try:
        return base64.b64decode(encoded, validate=True).decode().strip()
    except (binascii.Error, ValueError):
        return ""


def _spelled(secret: str) -> str:
    """A GUID as our secrets are spelled; anything else as it is."""
    guid = keys.read_guid(secret.strip())
    return str(guid) if guid else secret
