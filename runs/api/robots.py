"""Robots: whom a process may ask for, and who of them is there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.access import Access
from accounts.api import identity
from accounts.api.fields import Instant
from accounts.models import Account
from runs.models import Robot


class RobotSerializer(serializers.Serializer[Robot]):
    id = serializers.IntegerField()
    guid = serializers.UUIDField()
    name = serializers.CharField()
    host = serializers.CharField()
    version = serializers.CharField()
    last_seen_at = Instant()
    present = serializers.SerializerMethodField()

    def get_present(self, robot: Robot) -> bool:
        return robot.is_present(timezone.now())


class RobotReference(serializers.Field[Robot, Any, UUID, Any]):
    """A robot that serves the caller's account, by its GUID or id."""

    default_error_messages = {"unknown": _("There is no robot of this GUID.")}

    def to_internal_value(self, data: Any) -> Robot:
        access: Access = self.context["request"].auth
        named = identity.condition(str(data))
        robots = _serving(access.account)
        found = None if named is None else robots.filter(**named).first()
        if found is None:
            self.fail("unknown")
        return found

    def to_representation(self, value: Robot) -> UUID:
        return value.guid


def _serving(account: Account) -> QuerySet[Robot]:
    """The account's own robots, and the operator's."""
    return Robot.objects.filter(Q(account=account) | Q(account=None))
