from __future__ import annotations

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from accounts import access
from accounts.scoped_admin import AccountScopedAdmin, ReadOnlyAdmin
from runs.models import Robot


@admin.register(Robot)
class RobotAdmin(ReadOnlyAdmin[Robot], AccountScopedAdmin[Robot]):
    """The workers that have registered; those of the operator serve everybody."""

    list_display = ("name", "account", "host", "version", "started_at", "last_seen_at")
    list_select_related = ("account",)
    search_fields = ("name", "host")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Robot]:
        mine = access.within(request.user, "account") | Q(account=None)
        return Robot.objects.filter(mine).distinct()
