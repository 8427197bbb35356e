"""The ground every resource of our API stands on.

An account's things and nothing else: the narrowing is done here, in methods that no
resource may replace.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar, final

from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django_stubs_ext import StrOrPromise
from rest_framework import exceptions, mixins, viewsets
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import auditing
from accounts.access import Access
from accounts.api import filters, identity, problems, versions
from accounts.api.admission import admit
from accounts.auditing import Deed
from accounts.choices import Role

Row = TypeVar("Row", bound=Model)

# What the audit calls DRF's actions.
_WORDS = {"update": "change", "partial_update": "change", "destroy": "delete"}
EDITS = frozenset({"update", "partial_update", "destroy"})


class AccountViewSet(viewsets.GenericViewSet[Row]):
    http_method_names = ["get", "head", "post", "put", "patch", "delete"]
    lookup_url_kwarg = "ident"
    lookup_value_regex = "[^/]+"
    # Who may change these things (see MayAct).
    changed_by: ClassVar[Role] = Role.OPERATOR
    # Actions that take a POST and change nothing: for every role, and not audited.
    harmless: ClassVar[frozenset[str]] = frozenset()
    # What the browsable page says of it.
    about: ClassVar[StrOrPromise] = ""
    # Where the rows have their account, and their id.
    account_path: ClassVar[str] = "account"
    number: ClassVar[str] = "id"
    # Whether rows without an account are everybody's.
    shared: ClassVar[bool] = False
    # How a list may be narrowed and, beside by age, ordered: column by name.
    filters: ClassVar[Mapping[str, filters.Condition]] = {}
    orderings: ClassVar[Mapping[str, str]] = {}
    # What is locked with a row that is edited; a child row has its parent beside it.
    locks: ClassVar[tuple[str, ...]] = ("self",)

    def get_view_description(self, html: bool = False) -> str:  # noqa: FBT001, FBT002 - DRF's
        return str(self.about)

    @property
    def changes(self) -> bool:
        return self.action not in self.harmless

    @property
    def access(self) -> Access:
        access = self.request.auth
        if not isinstance(access, Access):
            raise exceptions.NotAuthenticated
        return access

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        admit(request)

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        if request.method not in SAFE_METHODS:
            self._tell_audit(request, answer)
        return answer

    def _tell_audit(self, request: Request, answer: Any) -> None:
        """What was done, to which thing; nothing where the POST changes nothing."""
        what = "" if self.action in self.harmless else _WORDS.get(self.action)
        shown = getattr(answer, "data", None)
        made = shown if self.action == "create" and isinstance(shown, dict) else {}
        deed = Deed(
            what=str(self.action) if what is None else what,
            kind=self.basename,
            ident=str(self.kwargs.get("ident") or made.get("id", "")),
            name=str(made.get("name", "")),
        )
        auditing.tell(request, deed)

    @final
    def get_queryset(self) -> QuerySet[Row]:
        visible = Q(**{self.account_path: self.access.account.pk})
        if self.shared:
            visible |= Q(**{self.account_path: None})
        return super().get_queryset().filter(visible)

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
        if self.action in EDITS:
            versions.check(self.request, self.get_serializer(found))
        return found

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return filters.narrowed(queryset, self.request.query_params, self.filters)


class ReadViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, AccountViewSet[Row]
):
    """GET of the list and of one."""


class ChangeViewSet(mixins.UpdateModelMixin, ReadViewSet[Row]):
    """With PUT and PATCH; an edit reads what it changes under a lock.

    What is shown carries its ETag, and an edit may name in If-Match the one it means.
    """

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._tagged(super().retrieve(request, *args, **kwargs))

    @transaction.atomic
    def update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._tagged(super().update(request, *args, **kwargs))

    def _tagged(self, response: Response) -> Response:
        response["ETag"] = versions.tag(self.get_serializer(), response.data)
        return response


class MakeViewSet(mixins.CreateModelMixin, ReadViewSet[Row]):
    """With POST; the answer says where it is."""

    def get_success_headers(self, data: Any) -> dict[str, str]:
        return {"Location": self.reverse_action("detail", args=[data["id"]])}


class Removal(mixins.DestroyModelMixin):
    """With DELETE."""

    @transaction.atomic
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().destroy(request, *args, **kwargs)


class EditViewSet(Removal, MakeViewSet[Row], ChangeViewSet[Row]):
    """With POST, PUT, PATCH and DELETE."""

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._tagged(super().create(request, *args, **kwargs))
