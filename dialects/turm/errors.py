"""What goes wrong at this door, in FastAPI's words: {"detail": …}."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from rest_framework import exceptions, views
from rest_framework.response import Response

INVALID: Final = "value_error"
MISSING: Final = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One value that cannot be taken.

    `loc` is where it stands: "query" or "body", then its name or its place in a list.
    """

    loc: tuple[str | int, ...]
    msg: str
    type: str = INVALID
    input: Any = None

    def as_json(self) -> dict[str, Any]:
        return {
            "type": self.type,
            "loc": list(self.loc),
            "msg": self.msg,
            "input": self.input,
        }


class RefusedError(exceptions.APIException):
    """422 with every fault that was found."""

    status_code = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(fault.msg for fault in faults))
        self.faults = list(faults)


class ConflictError(exceptions.APIException):
    """409: it is switched off, or several have this name."""

    status_code = HTTPStatus.CONFLICT


def missing(name: str) -> Fault:
    return Fault(loc=("query", name), msg="Field required", type=MISSING)


def nothing_here() -> exceptions.NotFound:
    """The one answer for what is missing, deleted or another account's."""
    return exceptions.NotFound("Not Found")


def handle(error: Exception, context: Any) -> Response | None:
    """DRF's exception handler; None for a bug."""
    response = views.exception_handler(error, context)
    if response is None:
        return None
    response.data = {"detail": _detail(error, response.status_code)}
    return response


def _detail(error: Exception, status: int) -> Any:
    if isinstance(error, RefusedError):
        return [fault.as_json() for fault in error.faults]
    if isinstance(error, exceptions.NotAuthenticated):
        return "Not authenticated"
    if status in {404, 405}:
        return HTTPStatus(status).phrase
    return str(getattr(error, "detail", HTTPStatus(status).phrase))
