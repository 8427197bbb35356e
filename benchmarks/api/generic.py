"""What one writes with DRF as its tutorial shows it; and no view at all."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from rest_framework import generics, serializers
from rest_framework.authentication import TokenAuthentication
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import JSONRenderer

from runs.models import ProcessRun


class RunSerializer(serializers.ModelSerializer[ProcessRun]):
    class Meta:
        model = ProcessRun
        fields = (
            *("id", "guid", "status", "waiting_for", "stop_kind", "output", "error"),
            *("created_at", "started_at", "finished_at", "due_at"),
        )


class RunView(generics.RetrieveAPIView[ProcessRun]):
    authentication_classes = (TokenAuthentication,)
    permission_classes: Any = (IsAuthenticated,)
    renderer_classes = (JSONRenderer,)
    serializer_class = RunSerializer
    queryset = ProcessRun.objects.all()
    lookup_field = "guid"


def bare(_request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "succeeded"})
