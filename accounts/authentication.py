"""How requests of the APIs prove who they are; `request.auth` becomes an Access."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, NoReturn

from django.contrib.auth.models import AnonymousUser, User
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import authentication, exceptions, permissions
from rest_framework.request import Request

from accounts import access, actions, address, failures, internal_credentials, keys
from accounts import lookups as api_keys
from accounts.choices import Role
from accounts.models import Account, ApiKey

if TYPE_CHECKING:
    # DRF's views import this module, by its name in the settings.
    from rest_framework.views import APIView

Authenticated = tuple[AnonymousUser, access.Access]
# What the database has for a key that is not there: no secret hashes to it.
_NO_HASH = "0" * 64


def signed_in(request: Request, key_id: str, secret: str) -> Authenticated:
    """Who has this key; any door's spelling of id and secret ends up here.

    Raises AuthenticationFailed, or Throttled after too many failures from an address.
    """
    guid = keys.read_guid(key_id)
    key = _found(request, "guid", guid) if guid else None
    # The comparison is made for unknown ids too, so that both take as long.
    fits = keys.matches(secret, key.secret_hash if key else _NO_HASH)
    return _admitted(request, key if fits else None)


def signed_in_by_secret(request: Request, secret: str) -> Authenticated:
    """Who has this secret, for a door that is told nothing else; raises as above."""
    key = _found(request, "secret_hash", keys.hashed(secret))
    return _admitted(request, key)


def still_valid(request: Request, key_id: str) -> Authenticated:
    """Who has the key that a token of ours names: it may have been revoked since."""
    guid = keys.read_guid(key_id)
    key = _found(request, "guid", guid) if guid else None
    return _admitted(request, key)


def _found(request: Request, column: str, value: Any) -> ApiKey | None:
    """The key; a view that says `beside` has what it will look for asked along.

    That query must itself be narrowed by the key: nobody has been let in by then.
    """
    view: Any = (getattr(request, "parser_context", None) or {}).get("view")
    beside = getattr(view, "beside", None)
    if beside is None:
        return api_keys.found(column, value)[0]
    key, rows = api_keys.found(column, value, beside(column, value))
    view.found_beside = rows
    return key


def _admitted(request: Request, key: ApiKey | None) -> Authenticated:
    now = timezone.now()
    if key is None or not key.is_valid(now):
        _refuse(request)
    actions.note_use(key, now=now)
    role = Role(key.role)
    return AnonymousUser(), access.Access(account=key.account, role=role, by=str(key))


def _refuse(request: Request) -> NoReturn:
    who = address.of(request._request)  # noqa: SLF001 - DRF's wrapper has no META of its own type
    wait_s = failures.of_keys.failed(who, at=time.monotonic())
    if wait_s:
        raise exceptions.Throttled(wait=wait_s)
    raise exceptions.AuthenticationFailed(_("Unknown key, or wrong secret."))


class ApiKeyAuthentication(authentication.BaseAuthentication):
    """HTTP Basic with key id and secret."""

    def authenticate(self, request: Request) -> Authenticated | None:
        given = keys.read_basic(request.META.get("HTTP_AUTHORIZATION", ""))
        return None if given is None else signed_in(request, *given)

    def authenticate_header(self, request: Request) -> str:
        return 'Basic realm="Steeple"'


class InternalAuthentication(authentication.BaseAuthentication):
    """The signed credential of an internal job's call to ourselves (D9)."""

    def authenticate(self, request: Request) -> Authenticated | None:
        claim = internal_credentials.verify(request.META.get("HTTP_AUTHORIZATION", ""))
        if claim is None:
            return None
        if (claim.method, claim.path) != (request.method, request.path):
            raise exceptions.AuthenticationFailed(
                _("This credential is for another call.")
            )
        account = Account.objects.filter(pk=claim.account_id).first()
        if account is None:
            raise exceptions.AuthenticationFailed(_("This account no longer exists."))
        return AnonymousUser(), access.Access(
            account=account, role=Role.OPERATOR, run=claim.run
        )

    def authenticate_header(self, request: Request) -> str:
        return 'Basic realm="Steeple"'


class SessionAuthentication(authentication.SessionAuthentication):
    """Django's session, acting for the person's first account."""

    def authenticate(
        self, request: Request
    ) -> tuple[User, access.Access | None] | None:
        found = super().authenticate(request)
        if found is None:
            return None
        user, _none = found
        return user, access.of_user(user)


class HasAccount(permissions.BasePermission):
    """Everybody who acts for an account; what belongs to others is not found."""

    message = _("You belong to no account. Ask the operator to admit you to one.")

    def has_permission(self, request: Request, view: APIView) -> bool:
        return isinstance(request.auth, access.Access)


class MayAct(permissions.BasePermission):
    """Looking is for every role; a view says in `changed_by` who may do more.

    A view that takes a POST and changes nothing says `changes = False`.
    """

    message = _("Your role in this account does not allow this.")

    def has_permission(self, request: Request, view: APIView) -> bool:
        if request.method in permissions.SAFE_METHODS:
            return True
        if not getattr(view, "changes", True):
            return True
        least = getattr(view, "changed_by", Role.OPERATOR)
        return isinstance(request.auth, access.Access) and request.auth.may(least)
