"""YAML as our API takes and gives it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework import exceptions, parsers

from accounts.api.problems import TooLarge
from accounts.api.rendering import JSONRenderer
from scheduler_project.transfer import yaml_text


class YAMLParser(parsers.BaseParser):
    """{"text": the document}; UTF-8. What it spells is read by the action."""

    media_type = "application/yaml"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, str]:
        raw: bytes = stream.read(yaml_text.LARGEST + 1)
        if len(raw) > yaml_text.LARGEST:
            raise TooLarge(
                _("The body is larger than %(most)d bytes.")
                % {"most": yaml_text.LARGEST}
            )
        try:
            return {"text": raw.decode("utf-8")}
        except UnicodeDecodeError as error:
            raise exceptions.ParseError(_("Send YAML in UTF-8.")) from error


class TextYAMLParser(YAMLParser):
    media_type = "text/yaml"


class OldYAMLParser(YAMLParser):
    media_type = "application/x-yaml"


class YAMLRenderer(JSONRenderer):
    """For callers that ask for YAML: a problem is told in the part of it that is JSON.

    The document itself is rendered by nobody: it is a text.
    """

    media_type = "application/yaml"
    format = "yaml"
