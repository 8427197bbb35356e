from __future__ import annotations

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import access
from accounts.scoped_admin import AccountScopedAdmin, ReadOnlyAdmin
from runs.display import chips
from runs.models import Robot


@admin.register(Robot)
class RobotAdmin(ReadOnlyAdmin[Robot], AccountScopedAdmin[Robot]):
    """The workers that have registered; those of the operator serve everybody."""

    list_display = (
        *("name", "presence", "account", "host", "version"),
        *("started_at", "last_seen_at"),
    )
    fields = (
        *("name", "presence", "guid", "account", "host", "version"),
        *("started_at", "last_seen_at"),
    )
    list_select_related = ("account",)
    search_fields = ("name", "host")

    @admin.display(description=gettext_lazy("state"))
    def presence(self, robot: Robot) -> SafeString:
        is_there = robot.is_present(timezone.now())
        return (
            chips.chip("on", _("there"))
            if is_there
            else chips.chip("off", _("not there"))
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Robot]:
        mine = access.within(request.user, "account") | Q(account=None)
        return Robot.objects.filter(mine).distinct()
