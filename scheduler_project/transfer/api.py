"""GET and POST of the account's document, /api/v1/configuration/."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from accounts import auditing
from accounts.access import Access
from accounts.api.admission import admit
from accounts.api.rendering import JSONRenderer
from accounts.auditing import Deed
from scheduler_project.transfer import actions
from scheduler_project.transfer.exceptions import InvalidDocumentError
from scheduler_project.transfer.formats import (
    OldYAMLParser,
    TextYAMLParser,
    YAMLParser,
    YAMLRenderer,
)

YAML = YAMLParser.media_type
ATTACHMENT = {"Content-Disposition": 'attachment; filename="steeple.yaml"'}


class ChangeSerializer(serializers.Serializer[actions.Change]):
    kind = serializers.CharField()
    name = serializers.CharField()
    what = serializers.CharField()


class ReportSerializer(serializers.Serializer[actions.Report]):
    """What an import does, or would do."""

    changes = ChangeSerializer(many=True)
    warnings = serializers.ListField(child=serializers.CharField())
    difference = serializers.CharField()


class ConfigurationView(APIView):
    """The account's jobs, workflows and schedules as one document of YAML."""

    parser_classes = [YAMLParser, TextYAMLParser, OldYAMLParser]
    renderer_classes = [JSONRenderer, YAMLRenderer]

    @property
    def changes(self) -> bool:
        """A dry run is for every role."""
        return not self._is_dry()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        admit(request)

    @extend_schema(
        operation_id="configuration_export",
        responses={(200, YAML): OpenApiTypes.STR},
    )
    def get(self, request: Request) -> HttpResponse:
        """Take it along. Secrets are named, never shown."""
        document = actions.export(_access(request).account)
        return HttpResponse(
            document, content_type=f"{YAML}; charset=utf-8", headers=ATTACHMENT
        )

    @extend_schema(
        operation_id="configuration_import",
        parameters=[OpenApiParameter("dry_run", bool, description="Change nothing.")],
        request={YAML: OpenApiTypes.STR},
        responses={200: ReportSerializer},
    )
    def post(self, request: Request) -> Response:
        """Take a document over, all of it or nothing. ?dry_run=true only says what
        would change."""
        dry_run = self._is_dry()
        what = "" if dry_run else "import"
        auditing.tell(request, Deed(what=what, kind="configuration"))
        said = request.data
        text = str(said.get("text", "")) if isinstance(said, Mapping) else ""
        try:
            report = actions.take_over(
                text, access=_access(request), now=timezone.now(), dry_run=dry_run
            )
        except InvalidDocumentError as refusal:
            raise _refused(refusal) from refusal
        return Response(dict(ReportSerializer(report).data))

    def _is_dry(self) -> bool:
        asked = self.request.GET.get("dry_run", "")
        return asked.lower() in {"true", "1", "yes"}


def _access(request: Request) -> Access:
    access = request.auth
    if not isinstance(access, Access):
        raise exceptions.NotAuthenticated
    return access


def _refused(refusal: InvalidDocumentError) -> exceptions.ValidationError:
    whole = api_settings.NON_FIELD_ERRORS_KEY
    return serializers.ValidationError(
        {place or whole: [said] for place, said in refusal.sentences.items()}
    )
