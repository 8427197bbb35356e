"""The ground of a lean view: of another product's door, or of what is polled.

A DRF view that speaks one language. It reads no Accept header, negotiates nothing,
throttles nothing but failed sign-ins, and writes its answer itself; a door says in
class attributes how it authenticates, parses, renders and tells errors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from rest_framework import exceptions, renderers
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import Access
from accounts.api import problems
from accounts.authentication import HasAccount, MayAct

Tell = Callable[[Exception, Any], Response | None]


class OneLanguage(BaseContentNegotiation):
    """The door's only parser and renderer, whatever the request says of types."""

    def select_parser(
        self, request: Request, parsers: Iterable[BaseParser]
    ) -> BaseParser | None:
        return next(iter(parsers), None)

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        renderer = next(iter(renderers))
        return renderer, renderer.media_type or ""


class Compact(renderers.JSONRenderer):
    """JSON without blanks, whatever the Accept header asks of its form."""

    def get_indent(self, accepted_media_type: str, renderer_context: Any) -> int | None:
        return None


class Door(APIView):
    """`access` is whom the request acts for; another account's things are not there.

    `changed_by` is the role that POST, PUT, PATCH and DELETE need (see MayAct).
    """

    content_negotiation_class = OneLanguage
    permission_classes: Any = (HasAccount, MayAct)
    renderer_classes: Any = (Compact,)
    throttle_classes = ()
    # OPTIONS says nothing of ours.
    metadata_class = None
    # (error, context) → the answer in the door's own words, or None for a bug.
    tell: ClassVar[Tell] = staticmethod(problems.handle)
    # Whether its GET is asked so often that it takes the short way (accounts.api.lane).
    polled: ClassVar[bool] = False
    # Such a door may have a method `beside(column, value)`: a Prepared and
    # its values, asked in the same round trip as the key, whose column has that value
    # (see accounts.authentication). Its rows are here then; None without a key.
    found_beside: list[tuple[Any, ...]] | None = None

    @property
    def access(self) -> Access:
        access = self.request.auth
        if not isinstance(access, Access):
            raise exceptions.NotAuthenticated
        return access

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """As DRF does it, without what a door has none of: suffixes, versions,
        renderers to choose from, throttles."""
        renderer = self.renderer_classes[0]()
        request.accepted_renderer = renderer
        request.accepted_media_type = renderer.media_type or ""
        self.perform_authentication(request)
        self.check_permissions(request)

    def get_exception_handler(self) -> Tell:
        return type(self).tell
