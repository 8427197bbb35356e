"""Secrets: their values are taken and never shown."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.utils import html

from accounts import actions
from accounts.api.fields import Instant, LongText, Text
from accounts.api.serializers import StrictSerializer
from accounts.api.viewsets import EditViewSet
from accounts.choices import Role
from accounts.exceptions import NameTakenError
from accounts.models import Secret
from accounts.models.secret import NAME

# As calls name their hosts: lower case, its port unless the usual.
_HOST = re.compile(r"(?:\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::[0-9]{1,5})?\Z")
MOST_HOSTS, LONGEST_HOST = 20, 260
LONGEST_VALUE = 8_000
# A header takes no others.
_UNSENDABLE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


class Hosts(serializers.Field[Any, Any, Any, Any]):
    """A list of hosts; in a form they are separated by commas."""

    default_error_messages = {
        "invalid": gettext_lazy('Give a list of hosts, as in ["api.example:8443"].'),
    }

    def get_value(self, dictionary: Any) -> Any:
        given = super().get_value(dictionary)
        if isinstance(given, str) and html.is_html_input(dictionary):
            return [part.strip() for part in given.split(",") if part.strip()]
        return given

    def to_internal_value(self, data: Any) -> list[str]:
        if not (isinstance(data, list) and 1 <= len(data) <= MOST_HOSTS):
            self.fail("invalid")
        if not all(map(_is_host, data)):
            self.fail("invalid")
        return list(dict.fromkeys(host.lower() for host in data))

    def to_representation(self, value: Any) -> list[str]:
        return list(value)


class SecretSerializer(StrictSerializer[Secret]):
    id = serializers.IntegerField(read_only=True)
    name = Text(
        label=gettext_lazy("Name"),
        max_length=100,
        help_text=gettext_lazy("Headers and bodies name it: {{ secrets.NAME }}."),
    )
    hosts = Hosts(
        label=gettext_lazy("Hosts"),
        help_text=gettext_lazy("The only hosts it may be sent to."),
    )
    value = LongText(
        label=gettext_lazy("Value"), write_only=True, max_length=LONGEST_VALUE, rows=2
    )
    created_at = Instant(read_only=True)
    updated_at = Instant(read_only=True)

    def validate_name(self, name: str) -> str:
        if re.match(NAME, name) is None:
            raise serializers.ValidationError(
                _("Use letters, digits and _, not a digit first.")
            )
        return name

    def validate_value(self, value: str) -> str:
        if _UNSENDABLE.search(value):
            raise serializers.ValidationError(
                _("Leave out line breaks and control characters: no header takes them.")
            )
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        known = self.instance
        others = known is not None and attrs.get("hosts", known.hosts) != known.hosts
        if others and "value" not in attrs:
            # Else somebody who never knew it could have it sent to themselves.
            sentence = _("Give the value as well where the hosts are changed.")
            raise serializers.ValidationError({"value": sentence})
        return attrs

    def create(self, validated_data: dict[str, Any]) -> Secret:
        return self._taken(actions.create_secret, self.access.account, validated_data)

    def update(self, instance: Secret, validated_data: dict[str, Any]) -> Secret:
        return self._taken(actions.change_secret, instance, validated_data)

    def _taken(self, act: Any, subject: Any, values: dict[str, Any]) -> Secret:
        try:
            made: Secret = act(subject, **values)
        except NameTakenError as refusal:
            sentence = _("The account has a secret of this name already.")
            raise self.refusal({"name": sentence}) from refusal
        return made


class SecretViewSet(EditViewSet[Secret]):
    queryset = Secret.objects.all()
    serializer_class = SecretSerializer
    changed_by = Role.ADMIN
    # It has no GUID.
    lookup_value_regex = "[0-9]+"
    orderings = {"name": "name"}
    about = gettext_lazy(
        "Credentials that plans name. Their values can be written, and never be read."
    )

    def perform_destroy(self, instance: Secret) -> None:
        actions.delete_secret(instance)


def _is_host(text: Any) -> bool:
    return (
        isinstance(text, str)
        and len(text) <= LONGEST_HOST
        and _HOST.match(text.lower()) is not None
    )
