"""What the four doors have in common: how they read, and whom they turn away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework import exceptions, parsers
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from accounts.api.door import Door
from dialects import lenient


class AnyBody(parsers.BaseParser):
    """A body by what it holds, whatever type it is said to be."""

    media_type = "*/*"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        # One byte more than is taken tells that there is more.
        raw = stream.read(lenient.LARGEST + 1)
        try:
            return self.read(raw, media_type or "")
        except lenient.LenientError as error:
            raise self.refusal(error.sentence) from error

    def read(self, raw: bytes, media_type: str) -> Any:
        return lenient.read_body(raw, media_type)

    def refusal(self, sentence: str) -> exceptions.APIException:
        return exceptions.ParseError(sentence)


class ForeignDoor(Door):
    parser_classes = (AnyBody,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.META.get("HTTP_TRANSFER_ENCODING"):
            # Such a body does not reach us; to act without it would be a lie.
            sentence = _("Send the body in one piece, with its Content-Length.")
            raise exceptions.ParseError(sentence)
        is_cross_site = request.META.get("HTTP_SEC_FETCH_SITE") == "cross-site"
        if is_cross_site and request.method not in SAFE_METHODS:
            # A browser sends a remembered sign-in along with anybody's request.
            raise exceptions.PermissionDenied(
                _("Another site may change nothing here.")
            )

    def body(self) -> lenient.Fields:
        """The fields of the body; DRF has something of its own for an empty one."""
        given = self.request.data
        return given if isinstance(given, lenient.Fields) else lenient.Fields({})

    def said(self) -> lenient.Fields:
        """The body's fields, and over them the query's."""
        query = self.request.query_params.dict()
        return lenient.Fields({**self.body(), **query})
