from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.serializers import BaseSerializer

from accounts.api.viewsets import ReadViewSet
from runs.api import filters
from runs.api.serializers import RunDetailSerializer, RunSerializer
from runs.models import ProcessRun


class RunViewSet(ReadViewSet[ProcessRun]):
    queryset = ProcessRun.objects.select_related("process")
    about = _(
        "What was started, newest first. ?status=, ?process=, ?schedule= and ?origin= "
        "narrow the list."
    )

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return filters.narrowed(queryset, self.request.query_params)

    def get_serializer_class(self) -> type[BaseSerializer[ProcessRun]]:
        return RunDetailSerializer if self.detail else RunSerializer
