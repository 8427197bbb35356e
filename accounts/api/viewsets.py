"""The ground every resource of our API stands on.

An account's things and nothing else: the narrowing is done here, in methods that no
resource may replace.
"""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar, final

from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django_stubs_ext import StrOrPromise
from rest_framework import exceptions, mixins, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Access
from accounts.api import identity, problems
from accounts.api.admission import admit

Row = TypeVar("Row", bound=Model)

EDITS = frozenset({"update", "partial_update", "destroy"})


class AccountViewSet(viewsets.GenericViewSet[Row]):
    http_method_names = ["get", "head", "post", "put", "patch", "delete"]
    lookup_url_kwarg = "ident"
    lookup_value_regex = "[^/]+"
    # What the browsable page says of it.
    about: ClassVar[StrOrPromise] = ""
    # Where the rows have their account, and their id.
    account_path: ClassVar[str] = "account"
    number: ClassVar[str] = "id"
    # Whether rows without an account are everybody's.
    shared: ClassVar[bool] = False
    # What is locked with a row that is edited; a child row has its parent beside it.
    locks: ClassVar[tuple[str, ...]] = ("self",)

    def get_view_description(self, html: bool = False) -> str:  # noqa: FBT001, FBT002 - DRF's
        return str(self.about)

    @property
    def access(self) -> Access:
        access = self.request.auth
        if not isinstance(access, Access):
            raise exceptions.NotAuthenticated
        return access

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        admit(request)

    @final
    def get_queryset(self) -> QuerySet[Row]:
        rows = super().get_queryset()
        visible = Q(**{self.account_path: self.access.account})
        if self.shared:
            visible |= Q(**{self.account_path: None})
        return rows.filter(visible)

    @final
    def get_object(self) -> Row:
        wanted = identity.condition(self.kwargs["ident"], number=self.number)
        rows = self.get_queryset()
        if self.action in EDITS:
            # Not against new runs, which only refer to the row.
            rows = rows.select_for_update(of=self.locks, no_key=True)
        found = None if wanted is None else rows.filter(**wanted).first()
        if found is None:
            raise problems.nothing_here()
        return found


class ReadViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, AccountViewSet[Row]
):
    """GET of the list and of one."""


class EditViewSet(
    mixins.CreateModelMixin,
    mixins.UpdateModelMixin,
    mixins.DestroyModelMixin,
    ReadViewSet[Row],
):
    """With POST, PUT, PATCH and DELETE; an edit reads what it changes under a lock."""

    def get_success_headers(self, data: Any) -> dict[str, str]:
        return {"Location": self.reverse_action("detail", args=[data["id"]])}

    @transaction.atomic
    def update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().update(request, *args, **kwargs)

    @transaction.atomic
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().destroy(request, *args, **kwargs)
