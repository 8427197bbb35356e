"""Periods in which no schedule of the account starts anything."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from accounts.api.fields import Instant, Text
from accounts.api.serializers import StrictSerializer
from schedules.models import Blackout


class BlackoutSerializer(StrictSerializer[Blackout]):
    id = serializers.IntegerField(read_only=True)
    name = Text(label=gettext_lazy("Name"), max_length=200)
    starts_at = Instant(label=gettext_lazy("From"))
    ends_at = Instant(
        label=gettext_lazy("Until"),
        help_text=gettext_lazy("What is due at this instant starts again."),
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        starts_at, ends_at = (
            self._value(attrs, "starts_at"),
            self._value(attrs, "ends_at"),
        )
        if ends_at <= starts_at:
            sentence = _("A period ends after it begins.")
            raise serializers.ValidationError({"ends_at": sentence})
        return attrs

    def create(self, validated_data: dict[str, Any]) -> Blackout:
        account = self.access.account
        return Blackout.objects.create(account=account, **validated_data)

    def update(self, instance: Blackout, validated_data: dict[str, Any]) -> Blackout:
        for name, value in validated_data.items():
            setattr(instance, name, value)
        instance.save(update_fields=list(validated_data))
        return instance

    def _value(self, attrs: dict[str, Any], name: str) -> Any:
        return attrs.get(name, getattr(self.instance, name, None))
