"""The versions of a workflow, and what one says differently than another."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request

from accounts.api import problems
from accounts.api.fields import Instant
from runs.models import ProcessVersion
from workflows import versions
from workflows.models import Workflow

# A number of more digits than the column holds is nobody's.
MOST_DIGITS = 9


class VersionSerializer(serializers.Serializer[ProcessVersion]):
    number = serializers.IntegerField()
    current = serializers.SerializerMethodField()
    created_at = Instant()
    by = serializers.CharField(source="created_by")

    def get_current(self, version: ProcessVersion) -> bool:
        return bool(version.pk == version.process.current_version_id)


class VersionDetailSerializer(VersionSerializer):
    definition = serializers.JSONField()
    plan = serializers.JSONField()


class DifferenceSerializer(serializers.Serializer[versions.Difference]):
    place = serializers.CharField()
    before = serializers.JSONField()
    after = serializers.JSONField()
    words = serializers.CharField()


class ComparisonSerializer(serializers.Serializer[Any]):
    """From one version to another; `from` is null where there was none."""

    differences = DifferenceSerializer(many=True)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        # No name that a class may have in Python.
        ends = {
            "from": serializers.IntegerField(allow_null=True),
            "to": serializers.IntegerField(),
        }
        return {**ends, **super().get_fields()}


def of(workflow: Workflow) -> QuerySet[ProcessVersion]:
    """Its versions; their contents are read when they are asked for."""
    rows = ProcessVersion.objects.filter(process=workflow).select_related("process")
    return rows.defer("definition", "plan")


def found(workflow: Workflow, number: str) -> ProcessVersion:
    """Raises NotFound."""
    is_number = number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS
    version = of(workflow).filter(number=int(number)).first() if is_number else None
    if version is None:
        raise problems.nothing_here()
    return version


def compared(request: Request, workflow: Workflow, number: str) -> dict[str, Any]:
    """What a version says differently than the one of `?with=`, usually that before."""
    to = found(workflow, number)
    before = _before(request, workflow, to)
    changes = versions.differences(before.definition if before else {}, to.definition)
    return {
        "from": before.number if before else None,
        "to": to.number,
        "differences": changes,
    }


def _before(
    request: Request, workflow: Workflow, version: ProcessVersion
) -> ProcessVersion | None:
    asked = request.query_params.get("with")
    if asked is None:
        earlier = of(workflow).filter(number__lt=version.number)
        return earlier.order_by("-number").first()
    try:
        return found(workflow, asked)
    except NotFound:
        raise serializers.ValidationError(
            {"with": [_("There is no version of this number.")]}
        ) from None
