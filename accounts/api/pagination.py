from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from accounts.api.identity import LARGEST_ID

Row = TypeVar("Row", bound=Model)

CURSOR, SIZE = "cursor", "page_size"
USUAL_SIZE, LARGEST_SIZE = 50, 100


class NewestFirst(BasePagination):
    """Pages by falling id: never a COUNT or an OFFSET, and none of the rows that
    come meanwhile moves a later page."""

    # No two rows of a list have the same value there.
    column: ClassVar[str] = "id"
    largest: ClassVar[int] = LARGEST_ID

    def cursor_of(self, row: Any) -> int:
        """The whole number by which `next` names a row."""
        return int(row.pk)

    def value_of(self, cursor: int) -> Any:
        """What the column holds in the row that the cursor names."""
        return cursor

    def paginate_queryset(  # type: ignore[override]
        self, queryset: QuerySet[Row], request: Request, view: Any = None
    ) -> list[Row]:
        size = _whole(request, SIZE, usual=USUAL_SIZE, most=LARGEST_SIZE)
        cursor = _whole(request, CURSOR, usual=0, most=self.largest)
        if cursor:
            queryset = queryset.filter(**{f"{self.column}__lt": self.value_of(cursor)})
        # One more than is shown tells whether there is a next page.
        rows = list(queryset.order_by(f"-{self.column}")[: size + 1])
        page = rows[:size]
        more = len(rows) > size
        self._next = _address(request, self.cursor_of(page[-1])) if more else None
        return page

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, "next": self._next})


def _whole(request: Request, name: str, *, usual: int, most: int) -> int:
    text = request.query_params.get(name)
    if text is None:
        return usual
    if text.isascii() and text.isdigit() and len(text) < 20 and 1 <= int(text) <= most:
        return int(text)
    sentence = _("Give a whole number from 1 to %(most)d.") % {"most": most}
    if name == CURSOR:
        sentence = _("Take the cursor from “next” of the page before.")
    raise ValidationError({name: [sentence]})


def _address(request: Request, cursor: int) -> str:
    return replace_query_param(request.build_absolute_uri(), CURSOR, cursor)
