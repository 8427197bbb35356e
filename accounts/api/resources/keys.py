"""API keys: made and revoked, never edited; the secret is shown once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from accounts import actions
from accounts.api.fields import Choice, Instant, Text
from accounts.api.serializers import StrictSerializer
from accounts.api.viewsets import MakeViewSet, Removal
from accounts.choices import Role
from accounts.models import ApiKey


class KeySerializer(StrictSerializer[ApiKey]):
    id = serializers.IntegerField(read_only=True)
    guid = serializers.UUIDField(
        read_only=True, help_text=gettext_lazy("The user of HTTP Basic.")
    )
    name = Text(
        label=gettext_lazy("Name"), default="", allow_blank=True, max_length=100
    )
    role = Choice(
        Role.choices,
        label=gettext_lazy("Role"),
        default=Role.OPERATOR,
        initial=Role.OPERATOR,
    )
    expires_at = Instant(
        label=gettext_lazy("Expires"), default=None, allow_null=True, required=False
    )
    revoked_at = Instant(read_only=True)
    last_used_at = Instant(read_only=True)
    created_at = Instant(read_only=True)

    def validate_expires_at(self, at: dt.datetime | None) -> dt.datetime | None:
        if at is not None and at <= timezone.now():
            raise serializers.ValidationError(_("Give an instant that is to come."))
        return at


class NewKeySerializer(KeySerializer):
    """A key at the only moment at which its secret is shown."""

    secret = serializers.CharField(
        read_only=True,
        help_text=gettext_lazy("The password of HTTP Basic; not shown again."),
    )

    def create(self, validated_data: dict[str, Any]) -> ApiKey:
        made = actions.create_key(self.access.account, **validated_data)
        vars(made.key)["secret"] = made.secret
        return made.key


class KeyViewSet(Removal, MakeViewSet[ApiKey]):
    queryset = ApiKey.objects.all()
    changed_by = Role.ADMIN
    about = gettext_lazy("The account's API keys. DELETE revokes one; it stays listed.")

    def get_serializer_class(self) -> type[KeySerializer]:
        return NewKeySerializer if self.action == "create" else KeySerializer

    def perform_destroy(self, instance: ApiKey) -> None:
        actions.revoke_key(instance, now=timezone.now())
