"""Whose things a request may see, and what it may do with them."""

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
    # Who acts: a user's name or an API key's; "" for a run.
    by: str = ""
    # The GUID of the run that makes this call; "" for people and API keys.
    run: str = ""

    def may(self, role: Role) -> bool:
        """Whether all is allowed that this role may do."""
        return self.role.includes(role)


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
    role = Role.ADMIN if user.is_superuser else Role(membership.role)
    return Access(account=membership.account, role=role, by=user.get_username())


def accounts_of(user: User | AnonymousUser) -> QuerySet[Account]:
    """The accounts a person sees in the admin; the operator's superuser sees all."""
    if user.is_superuser:
        return Account.objects.all()
    # No pk, no account: comparing with NULL would find those without members.
    return Account.objects.filter(memberships__user__in=[user.pk or 0])


def roles_of(user: User | AnonymousUser) -> dict[int, Role]:
    """A person's role by account id; not of a superuser's, who may do everything."""
    rows = Membership.objects.filter(user__in=[user.pk or 0])
    return {
        account_id: Role(role)
        for account_id, role in rows.values_list("account_id", "role")
    }


def within(user: User | AnonymousUser, path: str) -> Q:
    """A filter for rows whose account, found under `path`, the person may see."""
    if user.is_superuser:
        return Q()
    return Q(**{f"{path}__memberships__user__in": [user.pk or 0]})
