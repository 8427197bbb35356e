"""The account that a request acts for, as one of its own resources."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from accounts import actions
from accounts.api.fields import Instant, Text
from accounts.api.serializers import StrictSerializer
from accounts.api.viewsets import ChangeViewSet
from accounts.choices import Role
from accounts.exceptions import NameTakenError
from accounts.models import Account
from accounts.models.account import validate_time_zone


class AccountSerializer(StrictSerializer[Account]):
    id = serializers.IntegerField(read_only=True)
    guid = serializers.UUIDField(read_only=True)
    name = Text(label=gettext_lazy("Name"), max_length=100)
    time_zone = Text(
        label=gettext_lazy("Time zone"),
        default="UTC",
        help_text=gettext_lazy("As in Europe/Berlin."),
    )
    created_at = Instant(read_only=True)

    def validate_time_zone(self, name: str) -> str:
        try:
            validate_time_zone(name)
        except ValidationError as refusal:
            raise serializers.ValidationError(refusal.messages) from refusal
        return name

    def update(self, instance: Account, validated_data: dict[str, Any]) -> Account:
        try:
            return actions.change_account(instance, **validated_data)
        except NameTakenError as refusal:
            sentence = _("Another account has this name.")
            raise self.refusal({"name": sentence}) from refusal


class OwnAccountViewSet(ChangeViewSet[Account]):
    queryset = Account.objects.all()
    serializer_class = AccountSerializer
    account_path = "pk"
    changed_by = Role.ADMIN
    about = gettext_lazy("The account that you act for.")
