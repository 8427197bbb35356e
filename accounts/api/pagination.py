from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from accounts.api import ordering
from accounts.api.identity import LARGEST_ID
from accounts.api.ordering import Cursor, Order

Row = TypeVar("Row", bound=Model)

CURSOR, SIZE, ORDERING = "cursor", "page_size", "ordering"
USUAL_SIZE, LARGEST_SIZE = 50, 100


class NewestFirst(BasePagination):
    """Pages by falling id, or as `?ordering=` says: never a COUNT or an OFFSET, and
    none of the rows that come meanwhile moves a later page."""

    # No two rows of a list have the same value there.
    column: ClassVar[str] = "id"
    largest: ClassVar[int] = LARGEST_ID
    # How a caller names the order by that column.
    name: ClassVar[str] = "created_at"

    def cursor_of(self, row: Any) -> int:
        """The whole number by which `next` names a row."""
        return int(row.pk)

    def value_of(self, cursor: int) -> Any:
        """What the column holds in the row that the cursor names."""
        return cursor

    def paginate_queryset(  # type: ignore[override]
        self, queryset: QuerySet[Row], request: Request, view: Any = None
    ) -> list[Row]:
        size = _size(request)
        order = self._order(request, view)
        queryset = self._after(queryset, request, order)
        # One more than is shown tells whether there is a next page.
        rows = list(queryset.order_by(*order.by(self.column))[: size + 1])
        page = rows[:size]
        self._next = None
        if len(rows) > size:
            self._next = _address(request, self._cursor(page[-1], order))
        return page

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, "next": self._next})

    def get_paginated_response_schema(self, schema: Any) -> dict[str, Any]:
        address = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["results", "next"],
            "properties": {
                "results": schema,
                "next": {**address, "description": "The following page, or null."},
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        whole = {"type": "integer", "minimum": 1}
        size = {**whole, "maximum": LARGEST_SIZE, "default": USUAL_SIZE}
        names = [f"{sign}{name}" for name in self._known(view) for sign in ("", "-")]
        order = {"type": "string", "enum": names, "default": f"-{self.name}"}
        begin = "Where the page begins: taken from “next” of the page before."
        return [
            _parameter(SIZE, "How many rows a page has.", size),
            _parameter(CURSOR, begin, {"type": "string"}),
            _parameter(ORDERING, "In which order; with - the other way round.", order),
        ]

    def _known(self, view: Any) -> Mapping[str, str]:
        return {self.name: "", **getattr(view, "orderings", {})}

    def _order(self, request: Request, view: Any) -> Order:
        text = request.query_params.get(ORDERING, f"-{self.name}")
        try:
            return ordering.asked(text, self._known(view))
        except ValueError as refusal:
            raise ValidationError({ORDERING: [str(refusal)]}) from refusal

    def _after(
        self, queryset: QuerySet[Row], request: Request, order: Order
    ) -> QuerySet[Row]:
        text = request.query_params.get(CURSOR)
        if text is None:
            return queryset
        try:
            cursor = ordering.read_cursor(text, largest=self.largest)
        except ValueError as error:
            sentence = _("Take the cursor from “next” of the page before.")
            raise ValidationError({CURSOR: [sentence]}) from error
        value = self.value_of(cursor.number)
        return queryset.filter(order.after(cursor, key=self.column, value=value))

    def _cursor(self, row: Any, order: Order) -> Cursor:
        text = str(getattr(row, order.column)) if order.column else ""
        return Cursor(number=self.cursor_of(row), text=text)


def _size(request: Request) -> int:
    text = request.query_params.get(SIZE, str(USUAL_SIZE))
    is_number = text.isascii() and text.isdigit() and len(text) < 20
    if is_number and 1 <= int(text) <= LARGEST_SIZE:
        return int(text)
    sentence = _("Give a whole number from 1 to %(most)d.") % {"most": LARGEST_SIZE}
    raise ValidationError({SIZE: [sentence]})


def _parameter(name: str, told: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": told, "schema": schema}


def _address(request: Request, cursor: Cursor) -> str:
    return replace_query_param(request.build_absolute_uri(), CURSOR, str(cursor))
