from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import actions
from accounts.choices import Role
from accounts.models import Account, ApiKey, AuditEntry, Membership, Secret
from accounts.models.account import validate_time_zone
from accounts.scoped_admin import (
    AccountFilter,
    AccountScopedAdmin,
    OperatorAdmin,
    ReadOnlyAdmin,
    changeable_accounts,
)

admin.site.unregister([Group, User])


@admin.register(User)
class OperatorUserAdmin(OperatorAdmin[User], UserAdmin[User]):
    """Who may sign in. Only an operator: whoever edits users may become anybody."""


@admin.register(Group)
class OperatorGroupAdmin(OperatorAdmin[Group], GroupAdmin):
    pass


class MembershipInline(admin.TabularInline[Membership, Account]):
    model = Membership
    extra = 0
    autocomplete_fields = ("user",)


class TimeZoneWidget(forms.TextInput):
    """A text with the page's list of time zones to choose from."""

    def __init__(self) -> None:
        super().__init__({"list": "time-zones", "autocomplete": "off"})


@admin.register(Account)
class AccountAdmin(AccountScopedAdmin[Account]):
    """Members see their accounts; operators open and change them."""

    account_path = "pk"
    list_display = ("name", "time_zone", "created_at")
    search_fields = ("name",)
    fields = ("name", "time_zone", "guid", "created_at")
    readonly_fields = ("guid", "created_at")
    inlines = (MembershipInline,)

    def formfield_for_dbfield(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "time_zone":
            kwargs.update(widget=TimeZoneWidget(), validators=[validate_time_zone])
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_change_permission(
        self, request: HttpRequest, obj: Account | None = None
    ) -> bool:
        return request.user.is_superuser

    def has_delete_permission(
        self, request: HttpRequest, obj: Account | None = None
    ) -> bool:
        return request.user.is_superuser

    def get_inline_instances(
        self, request: HttpRequest, obj: Account | None = None
    ) -> list[Any]:
        # Members are listed on the page of memberships, which they may read.
        is_operator = request.user.is_superuser
        return super().get_inline_instances(request, obj) if is_operator else []


@admin.register(Membership)
class MembershipAdmin(AccountScopedAdmin[Membership]):
    """Who belongs to an account. Only operators admit and dismiss."""

    list_display = ("user", "account", "role")
    list_select_related = ("user", "account")
    list_filter = (AccountFilter,)
    search_fields = ("user__username", "account__name")
    autocomplete_fields = ("user", "account")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_change_permission(
        self, request: HttpRequest, obj: Membership | None = None
    ) -> bool:
        return request.user.is_superuser

    def has_delete_permission(
        self, request: HttpRequest, obj: Membership | None = None
    ) -> bool:
        return request.user.is_superuser


@admin.register(ApiKey)
class ApiKeyAdmin(AccountScopedAdmin[ApiKey]):
    """Keys are made and revoked, never edited; their secret is shown once."""

    changed_by = Role.ADMIN

    list_display = (
        "name_or_dash",
        "guid",
        "account",
        "role",
        "last_used_at",
        "expires_at",
        "revoked_at",
    )
    list_display_links = ("name_or_dash", "guid")
    list_select_related = ("account",)
    list_filter = (AccountFilter,)
    search_fields = ("name", "guid")
    autocomplete_fields = ("account",)
    actions = ("revoke",)

    @admin.display(description=gettext_lazy("name"), ordering="name")
    def name_or_dash(self, key: ApiKey) -> str:
        return key.name or "–"

    def get_fields(self, request: HttpRequest, obj: ApiKey | None = None) -> list[Any]:
        if obj is None:
            own = ["name", "role", "expires_at"]
            return ["account", *own] if len(self._changeable(request)) > 1 else own
        return [
            *("account", "name", "guid", "role", "created_at"),
            *("last_used_at", "expires_at", "revoked_at"),
        ]

    def has_change_permission(
        self, request: HttpRequest, obj: ApiKey | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: ApiKey | None = None
    ) -> bool:
        # Revoked, it stays in the list and says until when it could be used.
        return False

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        # The hash must not be guessed at through the list's filters.
        return "secret_hash" not in lookup and super().lookup_allowed(
            lookup, value, request
        )

    def save_model(
        self,
        request: HttpRequest,
        obj: ApiKey,
        form: Any,
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        given = form.cleaned_data
        made = actions.create_key(
            given.get("account") or self._changeable(request)[0],
            name=given["name"],
            role=given["role"],
            expires_at=given["expires_at"],
        )
        obj.pk = made.key.pk
        obj.refresh_from_db()
        vars(request)["secret"] = made.secret

    def response_add(
        self, request: HttpRequest, obj: ApiKey, post_url_continue: str | None = None
    ) -> HttpResponse:
        """The secret itself: a redirect would have to keep it somewhere."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("The new API key"),
            "opts": self.opts,
            "key": obj,
            "secret": vars(request)["secret"],
        }
        return TemplateResponse(request, "admin/accounts/apikey/made.html", context)

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return bool(self._changeable(request))

    @admin.action(
        description=gettext_lazy("Revoke selected API keys"), permissions=["revoke"]
    )
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        now, living = timezone.now(), queryset.filter(revoked_at=None)
        keys = list(living)
        for key in keys:
            actions.revoke_key(key, now=now)
            self.log_change(request, key, _("Revoked."))
        sentence = ngettext(
            "%(count)d API key has been revoked. It is refused from now on.",
            "%(count)d API keys have been revoked. They are refused from now on.",
            len(keys),
        )
        self.message_user(request, sentence % {"count": len(keys)}, messages.SUCCESS)


@admin.register(Secret)
class SecretAdmin(ReadOnlyAdmin[Secret], AccountScopedAdmin[Secret]):
    """The names of secrets and where they may go; their values are never shown."""

    list_display = ("name", "host_names", "account", "updated_at")
    list_select_related = ("account",)
    list_filter = (AccountFilter,)
    search_fields = ("name",)
    fields = ("name", "host_names", "account", "reference", "created_at", "updated_at")

    @admin.display(description=gettext_lazy("hosts"))
    def host_names(self, secret: Secret) -> str:
        return ", ".join(secret.hosts)

    @admin.display(description=gettext_lazy("how a header names it"))
    def reference(self, secret: Secret) -> str:
        return format_html("<code>{{{{ secrets.{} }}}}</code>", secret.name)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        # What is not shown must not be guessed at through the list's filters.
        hidden = ("ciphertext", "fingerprint")
        return not any(name in lookup for name in hidden) and super().lookup_allowed(
            lookup, value, request
        )


class UpTo(Paginator[Any]):
    """Counts no further than a person pages."""

    MOST = 10_000

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return len(rows.values_list("pk")[: self.MOST])


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin[AuditEntry], AccountScopedAdmin[AuditEntry]):
    """Who did what; of an account, its admins see it."""

    list_display = ("at", "by", "what", "kind", "name_or_id", "door", "address")
    list_filter = (AccountFilter, "door")
    list_select_related = ("account",)
    search_fields = ("=by", "=ident")
    ordering = ("-pk",)
    sortable_by = ()
    list_per_page = 100
    paginator = UpTo
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    fields = ("at", "by", "address", "door", "what", "kind", "name", "ident", "account")

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        rows = super().get_queryset(request)
        if request.user.is_superuser:
            return rows
        return rows.filter(account__in=changeable_accounts(request, Role.ADMIN))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(
        self, request: HttpRequest, obj: AuditEntry | None = None
    ) -> bool:
        return bool(changeable_accounts(request, Role.ADMIN)) or (
            request.user.is_superuser
        )

    @admin.display(description=gettext_lazy("thing"))
    def name_or_id(self, entry: AuditEntry) -> str:
        return entry.name or entry.ident or "–"
