from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.utils.http import parse_header_parameters
from django.utils.translation import gettext as _
from rest_framework import exceptions, parsers

from accounts.api import strict_json
from accounts.api.problems import TooLarge
from accounts.api.rendering import JSONRenderer


class StrictJSONParser(parsers.BaseParser):
    """An object in JSON, UTF-8, of at most DATA_UPLOAD_MAX_MEMORY_SIZE bytes."""

    media_type = "application/json"
    # Fills the browsable page's form for raw data.
    renderer_class = JSONRenderer

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        _check_coding(media_type or "", (parser_context or {})["request"].headers)
        try:
            value = strict_json.read(_body(stream))
        except strict_json.JsonError as error:
            raise exceptions.ParseError(error.sentence) from error
        if not isinstance(value, dict):
            raise exceptions.ParseError(_('Send an object, as in {"name": "…"}.'))
        return value


def _check_coding(media_type: str, headers: Mapping[str, str]) -> None:
    _type, parameters = parse_header_parameters(media_type)
    charset = parameters.get("charset", "utf-8").lower()
    coding = headers.get("Content-Encoding", "identity").lower()
    if charset not in {"utf-8", "utf8"} or coding != "identity":
        raise exceptions.UnsupportedMediaType(
            media_type, _("Send JSON in UTF-8, not compressed.")
        )


def _body(stream: IO[Any]) -> bytes:
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    body: bytes = stream.read(most + 1)
    if len(body) > most:
        raise TooLarge(_("The body is larger than %(most)d bytes.") % {"most": most})
    return body
