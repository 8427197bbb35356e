"""Admin pages that show people what belongs to their accounts, and nothing else.

Being a member is the right: a person of the staff needs no model permissions of
Django's for the things of their accounts. Superusers are the operators and see all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.contrib import admin
from django.contrib.admin.views.main import ERROR_FLAG
from django.db.models import ForeignKey, Model, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from accounts import access
from accounts.models import Account

M = TypeVar("M", bound=Model)

# An operator may have thousands: enough to fill a filter, not to fill a page.
MOST_ACCOUNTS = 100


def visible_accounts(request: HttpRequest) -> Sequence[Account]:
    """The accounts of the person, by name; asked once per request.

    All of a member's; of an operator's the first `MOST_ACCOUNTS`.
    """
    kept = vars(request)
    if "visible_accounts" not in kept:
        accounts = access.accounts_of(request.user).order_by("name")
        is_operator = request.user.is_superuser
        kept["visible_accounts"] = list(
            accounts[:MOST_ACCOUNTS] if is_operator else accounts
        )
    found: list[Account] = kept["visible_accounts"]
    return found


def may_enter(request: HttpRequest) -> bool:
    return request.user.is_superuser or bool(visible_accounts(request))


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

    def get_queryset(self, request: HttpRequest) -> QuerySet[M]:
        rows = super().get_queryset(request)
        if request.user.is_superuser:
            return rows
        # Ids rather than a join: each list has an index that begins with the account.
        ids = [account.pk for account in visible_accounts(request)]
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
            return super().get_object(request, object_id, from_field)
        except OverflowError:
            # More digits than SQLite has for an id.
            return None

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        columns = super().get_list_display(request)
        return [c for c in columns if c != "account" or self._has_several(request)]

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        if db_field.related_model is Account:
            kwargs["queryset"] = access.accounts_of(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_enter(request)

    def has_view_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return may_enter(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        # Everything belongs to an account: without one there is nothing to add to.
        return bool(visible_accounts(request))

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return may_enter(request)

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return may_enter(request)

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
