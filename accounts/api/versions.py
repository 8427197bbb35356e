"""The ETag of a thing: changed by every edit, and by nothing else.

It is made of what can be edited, so that a run that ends meanwhile refuses nobody's
edit; two versions with the same content have the same tag.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer
from rest_framework.utils.encoders import JSONEncoder

# Shown by things whose value is not: another value is another version as well.
ALWAYS = frozenset({"updated_at"})


class PreconditionFailed(exceptions.APIException):
    status_code = HTTPStatus.PRECONDITION_FAILED
    default_detail = gettext_lazy("It has been changed since. Read it again.")
    default_code = "precondition_failed"


def tag(serializer: BaseSerializer[Any], data: Mapping[str, Any]) -> str:
    """The strong ETag of what the serializer shows of an object."""
    fields = getattr(serializer, "fields", {})
    hidden = any(field.write_only for field in fields.values())
    names = [name for name, field in fields.items() if not field.read_only]
    names += ALWAYS & fields.keys() if hidden else ()
    told = {name: data[name] for name in names if name in data}
    text = json.dumps(told, cls=JSONEncoder, sort_keys=True)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'


def check(request: Request, serializer: BaseSerializer[Any]) -> None:
    """Raise PreconditionFailed where If-Match names another version.

    The serializer is that of the locked row as it is.
    """
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*":
        return
    now = tag(serializer, serializer.data)
    if now not in parse_etags(header):
        sentence = _("It has been changed since; its ETag is %(tag)s now.")
        raise PreconditionFailed(sentence % {"tag": now})
