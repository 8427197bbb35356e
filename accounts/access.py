"""Whose things a request may see."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Q, QuerySet

from accounts.choices import Role
from accounts.models import Account, Membership


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What an authenticated request of an API acts for."""

    account: Account
    role: Role
    # The GUID of the run that makes this call; "" for people and API keys.
    run: str = ""


def of_user(user: User) -> Access | None:
    """The account a signed-in person's API calls go to: the first of theirs."""
    membership = (
        Membership.objects.select_related("account")
        .filter(user=user)
        .order_by("id")
        .first()
    )
    if membership is None:
        return None
    return Access(account=membership.account, role=Role(membership.role))


def accounts_of(user: User | AnonymousUser) -> QuerySet[Account]:
    """The accounts a person sees in the admin; the operator's superuser sees all."""
    if user.is_superuser:
        return Account.objects.all()
    # No pk, no account: comparing with NULL would find those without members.
    return Account.objects.filter(memberships__user__in=[user.pk or 0])


def within(user: User | AnonymousUser, path: str) -> Q:
    """A filter for rows whose account, found under `path`, the person may see."""
    if user.is_superuser:
        return Q()
    return Q(**{f"{path}__memberships__user__in": [user.pk or 0]})
