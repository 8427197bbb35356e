"""Admin pages that show people what belongs to their accounts, and nothing else.

Being a member is the right, and the role says to what: a person of the staff needs no
model permissions of Django's for the things of their accounts. Superusers are the
operators and may do everything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, TypeVar

from django.contrib import admin
from django.contrib.admin.views.main import ERROR_FLAG
from django.db.models import ForeignKey, Model, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from accounts import access
from accounts.choices import Role
from accounts.models import Account

M = TypeVar("M", bound=Model)

# An operator may have thousands: enough to fill a filter, not to fill a page.
MOST_ACCOUNTS = 100


def visible_accounts(request: HttpRequest) -> Sequence[Account]:
    """The person's accounts by name: for a request that changes something those in
    which their role allows it. Asked once per request.

    All of a member's; of an operator's the first `MOST_ACCOUNTS`.
    """
    return changeable_accounts(request) if _changes(request) else _accounts(request)


def changeable_accounts(
    request: HttpRequest, least: Role = Role.OPERATOR
) -> Sequence[Account]:
    """The accounts in which the person has this role, or one that includes it."""
    accounts = _accounts(request)
    if request.user.is_superuser or not accounts:
        return accounts
    roles = _roles(request)
    return [account for account in accounts if roles[account.pk].includes(least)]


def may_enter(request: HttpRequest) -> bool:
    return request.user.is_superuser or bool(_accounts(request))


def _accounts(request: HttpRequest) -> Sequence[Account]:
    kept = vars(request)
    if "accounts" not in kept:
        accounts = access.accounts_of(request.user).order_by("name")
        is_operator = request.user.is_superuser
        kept["accounts"] = list(accounts[:MOST_ACCOUNTS] if is_operator else accounts)
    found: list[Account] = kept["accounts"]
    return found


def _roles(request: HttpRequest) -> Mapping[int, Role]:
    kept = vars(request)
    if "roles" not in kept:
        kept["roles"] = access.roles_of(request.user)
    found: Mapping[int, Role] = kept["roles"]
    return found


def _changes(request: HttpRequest) -> bool:
    return request.method not in {"GET", "HEAD", "OPTIONS"}


class AccountFilter(admin.SimpleListFilter):
    """By account, for those who have more than one."""

    title = _("account")
    parameter_name = "account"
    # Where the account is, seen from the row.
    path = "account"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, str]]:
        accounts = visible_accounts(request)
        return [(str(a.pk), a.name) for a in accounts] if len(accounts) > 1 else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        if chosen and chosen.isascii() and chosen.isdigit():
            return queryset.filter(**{f"{self.path}_id": int(chosen[:18])})
        return queryset


class AccountScopedAdmin(admin.ModelAdmin[M]):
    """The rows of a person's accounts; what belongs to others does not exist."""

    # Where the account is, seen from the row.
    account_path = "account"
    # Who may change the rows.
    changed_by: ClassVar[Role] = Role.OPERATOR

    def get_queryset(self, request: HttpRequest) -> QuerySet[M]:
        """What may be seen; of a request that changes something, what may be changed.

        So no page of ours can change what the role does not allow, whatever it asks.
        """
        rows = super().get_queryset(request)
        if request.user.is_superuser:
            return rows
        # Ids rather than a join: each list has an index that begins with the account.
        changes = _changes(request)
        found = self._changeable(request) if changes else _accounts(request)
        ids = [account.pk for account in found]
        return rows.filter(**{f"{self.account_path}__in": ids})

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().changelist_view(request, extra_context)
        except OverflowError:
            # More digits than SQLite has for an id: Django's answer to a bad filter.
            return HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> M | None:
        try:
            found = super().get_object(request, object_id, from_field)
        except OverflowError:
            # More digits than SQLite has for an id.
            return None
        self._remember(request, found)
        return found

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self._remember(request, obj)
        return super().log_addition(request, obj, message)

    def _remember(self, request: HttpRequest, obj: Any) -> None:
        """For the audit: which thing this request is about."""
        if obj is not None:
            vars(request)["audited"] = (self._account_id(obj), str(obj.pk), str(obj))

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        columns = super().get_list_display(request)
        return [c for c in columns if c != "account" or self._has_several(request)]

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        if db_field.related_model is Account:
            kwargs["queryset"] = self._account_choices(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def _account_choices(self, request: HttpRequest) -> QuerySet[Account]:
        """Those that a thing may be added to."""
        accounts = access.accounts_of(request.user)
        if request.user.is_superuser:
            return accounts
        ids = [account.pk for account in self._changeable(request)]
        return accounts.filter(pk__in=ids)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_enter(request)

    def has_view_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return may_enter(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        # Everything belongs to an account: without one there is nothing to add to.
        return bool(self._changeable(request))

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        if request.user.is_superuser or obj is None:
            return request.user.is_superuser or bool(self._changeable(request))
        ids = {account.pk for account in self._changeable(request)}
        return self._account_id(obj) in ids

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return self.has_change_permission(request, obj)

    def _changeable(self, request: HttpRequest) -> Sequence[Account]:
        return changeable_accounts(request, self.changed_by)

    def _account_id(self, obj: Any) -> int | None:
        *way, last = self.account_path.split("__")
        for name in way:
            obj = getattr(obj, name)
        return getattr(obj, last if last == "pk" else f"{last}_id", None)

    def _has_several(self, request: HttpRequest) -> bool:
        return len(visible_accounts(request)) > 1


class ReadOnlyAdmin(admin.ModelAdmin[M]):
    """A window: something else writes these rows."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False


class OperatorAdmin(admin.ModelAdmin[M]):
    """For superusers only, whatever permissions somebody has been given."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_view_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return request.user.is_superuser

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return request.user.is_superuser
