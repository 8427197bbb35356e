"""How requests of the APIs prove who they are; `request.auth` becomes an Access."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser, User
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import authentication, exceptions, permissions
from rest_framework.request import Request

from accounts import access, actions, internal_credentials, keys
from accounts.choices import Role
from accounts.models import Account, ApiKey

if TYPE_CHECKING:
    # DRF's views import this module, by its name in the settings.
    from rest_framework.views import APIView

Authenticated = tuple[AnonymousUser, access.Access]


class ApiKeyAuthentication(authentication.BaseAuthentication):
    """HTTP Basic with key id and secret."""

    def authenticate(self, request: Request) -> Authenticated | None:
        given = keys.read_basic(request.headers.get("Authorization", ""))
        if given is None:
            return None
        key = self._key(*given)
        return AnonymousUser(), access.Access(account=key.account, role=Role(key.role))

    def _key(self, key_id: str, secret: str) -> ApiKey:
        guid, now = keys.read_guid(key_id), timezone.now()
        keys_of_id = ApiKey.objects.select_related("account").filter(guid__in=[guid])
        key = keys_of_id.first() if guid else None
        # The comparison is made for unknown ids too, so that both take as long.
        fits = keys.matches(secret, key.secret_hash if key else "0" * 64)
        if key is None or not fits or not key.is_valid(now):
            raise exceptions.AuthenticationFailed(_("Unknown key, or wrong secret."))
        actions.note_use(key, now=now)
        return key

    def authenticate_header(self, request: Request) -> str:
        return 'Basic realm="Steeple"'


class InternalAuthentication(authentication.BaseAuthentication):
    """The signed credential of an internal job's call to ourselves (D9)."""

    def authenticate(self, request: Request) -> Authenticated | None:
        claim = internal_credentials.verify(request.headers.get("Authorization", ""))
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
