from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.scoped_admin import AccountFilter, AccountScopedAdmin, visible_accounts
from schedules.admin.form import MomentField
from schedules.models import Blackout


class BlackoutForm(forms.ModelForm[Blackout]):
    """Both ends in the time zone of the page."""

    starts_at = MomentField(label=_("from"))
    ends_at = MomentField(
        label=_("until"),
        help_text=_("What is due at this very instant starts again."),
    )

    class Meta:
        model = Blackout
        fields = ("account", "name", "starts_at", "ends_at")


@admin.register(Blackout)
class BlackoutAdmin(AccountScopedAdmin[Blackout]):
    """Periods in which no schedule of an account starts anything."""

    form = BlackoutForm
    list_display = ("name", "account", "starts_at", "ends_at")
    list_select_related = ("account",)
    list_filter = (AccountFilter,)
    search_fields = ("name",)
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    autocomplete_fields = ("account",)

    def get_fields(
        self, request: HttpRequest, obj: Blackout | None = None
    ) -> list[Any]:
        several = self._has_several(request)
        return [*(["account"] if several else []), "name", "starts_at", "ends_at"]

    def get_readonly_fields(
        self, request: HttpRequest, obj: Blackout | None = None
    ) -> list[Any]:
        return ["account"] if obj else []

    def save_model(
        self,
        request: HttpRequest,
        obj: Blackout,
        form: Any,
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        if not change and "account" not in form.cleaned_data:
            obj.account = visible_accounts(request)[0]
        super().save_model(request, obj, form, change)
