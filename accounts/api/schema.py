"""What the OpenAPI document says of our API's operations beside their fields.

Views that stand on AccountViewSet get our problem documents, tags and parameters;
other doors' views describe themselves.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework.permissions import SAFE_METHODS

from accounts.api.viewsets import EDITS, AccountViewSet, ChangeViewSet
from accounts.auditing import API_ROOT

# By status; each is a component of the document, of the same words.
PROBLEMS = {
    400: "A body or parameter that is to be mended; nothing was written.",
    401: "No key, or one that is not accepted.",
    403: "The role of the key does not allow this, or another site sent it.",
    404: "There is nothing at this address, for this account.",
    406: "The Accept header names nothing that is offered here.",
    409: "It cannot be done in the present state of the thing.",
    411: "A body without Content-Length.",
    412: "It was changed since the version that If-Match names.",
    413: "The body is too large.",
    415: "The body is not JSON in UTF-8.",
    422: "The Idempotency-Key belongs to another start.",
    429: "Too many failed sign-ins from this address.",
}
_ALWAYS = (401, 403, 406, 429)
_OF_BODIES = (400, 411, 413, 415)
_TAGGED = frozenset({"create", "retrieve", "update", "partial_update"})
_IDENT = OpenApiParameter(
    "ident", str, OpenApiParameter.PATH, description="Its id, or its GUID."
)
_IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description="The ETag that was read: refused with 412 if it is not so any more.",
)
_ETAG = {
    "ETag": {
        "description": "Names this version, for If-Match of an edit.",
        "schema": {"type": "string"},
    }
}


class Schema(AutoSchema):
    view: Any

    def is_excluded(self) -> bool:
        return bool(getattr(self.view, "undocumented", False))

    def get_operation_id(self) -> str:
        if not self._is_ours:
            return super().get_operation_id()
        return f"{self.view.basename}_{self.view.action}"

    def get_tags(self) -> list[str]:
        return [f"{self.view.basename}s"] if self._is_ours else super().get_tags()

    def get_summary(self) -> str | None:
        if not self._is_ours:
            return super().get_summary()
        told = _first_sentence(self._words())
        return told or self._usual_summary()

    def get_description(self) -> str:  # type: ignore[override]
        if not self._is_ours:
            return super().get_description()
        return self._words() or str(self.view.about)

    def get_override_parameters(self) -> list[Any]:
        return list(self._parameters()) if self._is_ours else []

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        operation = super().get_operation(*args, **kwargs)
        if operation and self.path.startswith(API_ROOT):
            for status in sorted(self._problems()):
                answer = {"$ref": f"#/components/responses/Problem{status}"}
                operation["responses"].setdefault(str(status), answer)
            self._tag(operation["responses"])
        return operation

    def _tag(self, responses: Any) -> None:
        if isinstance(self.view, ChangeViewSet) and self.view.action in _TAGGED:
            for code in responses.keys() & {"200", "201"}:
                responses[code]["headers"] = _ETAG

    @property
    def _is_ours(self) -> bool:
        return isinstance(self.view, AccountViewSet)

    def _parameters(self) -> Iterator[OpenApiParameter]:
        if self.view.detail:
            yield _IDENT
        if self.view.action in EDITS:
            yield _IF_MATCH

    def _problems(self) -> Iterator[int]:
        action, names = getattr(self.view, "action", ""), "{" in self.path
        yield from _ALWAYS
        if names:
            yield 404
        if self.method not in SAFE_METHODS:
            yield from _OF_BODIES
        elif self._get_parameters():
            yield 400
        if action in EDITS:
            yield 412
        elif self.method not in SAFE_METHODS and names:
            yield 409
        if "Idempotency-Key" in {each["name"] for each in self._get_parameters()}:
            yield 422

    def _words(self) -> str:
        """What the action's own docstring says; DRF's own mixins say nothing of us."""
        act = getattr(type(self.view), self.view.action, None)
        if act is None or inspect.unwrap(act).__module__.startswith("rest_framework"):
            return ""
        return inspect.getdoc(act) or ""

    def _usual_summary(self) -> str:
        thing = self.view.basename
        return {
            "list": f"The {thing}s of the account",
            "create": f"Make a {thing}",
            "retrieve": f"One {thing}",
            "update": f"Replace a {thing}",
            "partial_update": f"Change some of a {thing}",
            "destroy": f"Delete a {thing}",
        }.get(self.view.action, "")


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """HTTP Basic with key id and secret, of whatever door."""

    target_class = "accounts.authentication.ApiKeyAuthentication"
    name = "key"
    match_subclasses = True
    priority = 0

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "basic",
            "description": "An API key: its id is the user, its secret the password.",
        }


class InternalScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Only internal jobs have it; nobody can type it in."""

    target_class = "accounts.authentication.InternalAuthentication"
    name: Any = []
    match_subclasses = True

    def get_security_definition(self, auto_schema: AutoSchema) -> list[Any]:
        return []

    def get_security_requirement(self, auto_schema: AutoSchema) -> list[Any]:
        return []


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The admin's session."""

    target_class = "accounts.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "Signed in to the admin; a change needs Django's CSRF "
            "token in the header X-CSRFToken.",
        }


def _first_sentence(text: str) -> str:
    return text.partition(". ")[0].partition("\n\n")[0].removesuffix(".")
