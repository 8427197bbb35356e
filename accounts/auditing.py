"""Middleware: whatever was changed through the web is in the audit, once.

It sees every address, so that a new one is audited without a line of its own. What
was done is told by the address; a view of our API says more about the thing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request

from accounts import address, audit
from accounts.access import Access
from accounts.choices import Door

GetResponse = Callable[[HttpRequest], HttpResponseBase]
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# What Django's admin calls its pages that change something.
_ADMIN_WORDS = {"add": "create", "change": "change", "delete": "delete"}
# Pages of the admin that take a POST and change nothing.
_LOOKS = frozenset({"history"})
API_ROOT = "/api/v1/"
# Where a view or an authentication leaves what it knows.
DEED, ACCESS = "steeple_deed", "auth"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What a request did, to what; nothing, where something else tells it."""

    what: str = ""
    kind: str = ""
    ident: str = ""
    name: str = ""


def tell(request: Request, deed: Deed) -> None:
    """Say what a request of an API did, better than its address does."""
    setattr(request._request, DEED, deed)  # noqa: SLF001 - what middleware sees


def auditing(get_response: GetResponse) -> GetResponse:
    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.method not in SAFE and response.status_code < 400:
            _record(request, response)
        return response

    return answer


def _record(request: HttpRequest, response: HttpResponseBase) -> None:
    access = getattr(request, ACCESS, None)
    if isinstance(access, Access):
        _of_api(request, access)
    elif response.status_code in {301, 302, 303} and request.user.is_authenticated:
        # A form that was refused is shown again, with 200.
        _of_admin(request)


def _of_api(request: HttpRequest, access: Access) -> None:
    deed = getattr(request, DEED, None) or _told_by_address(request)
    if deed.what and _changes(request):
        _write(
            request,
            deed,
            by=access.by or f"run {access.run}",
            door=_door(request, access),
            account_id=access.account.pk,
        )


def _of_admin(request: HttpRequest) -> None:
    match = request.resolver_match
    if match is None or "admin" not in match.namespaces:
        return
    model, _underscore, act = (match.url_name or "").rpartition("_")
    account_id, ident, name = vars(request).get("audited", (None, "", ""))
    if act == "changelist":
        act, ident, name = request.POST.get("action", ""), _selected(request), ""
    if not (model and act and ident) or act in _LOOKS or _is_refused(request):
        return
    deed = Deed(
        what=_ADMIN_WORDS.get(act, act),
        kind=model.rpartition("_")[2],
        ident=ident,
        name=name,
    )
    by, accounts = request.user.get_username(), vars(request).get("accounts", ())
    if account_id is None and len(accounts) == 1:
        # Of rows that are gone only their numbers are left.
        account_id = accounts[0].pk
    _write(request, deed, by=by, door=Door.ADMIN, account_id=account_id)


def _selected(request: HttpRequest) -> str:
    """The rows an action was done to; "" where it says of no success."""
    levels = {message.level for message in _told(request)}
    done = messages.SUCCESS in levels
    return ", ".join(request.POST.getlist("_selected_action")) if done else ""


def _is_refused(request: HttpRequest) -> bool:
    """Whether the page will say that it could not be done."""
    return any(message.level >= messages.ERROR for message in _told(request))


def _told(request: HttpRequest) -> Sequence[Any]:
    """What was said to the person by this request."""
    said: Sequence[Any] = getattr(
        getattr(request, "_messages", None), "_queued_messages", ()
    )
    return said


def _changes(request: HttpRequest) -> bool:
    """Whether the view has a POST change something, as it tells MayAct."""
    view = getattr(getattr(request.resolver_match, "func", None), "cls", None)
    return getattr(view, "changes", True) is not False


def _told_by_address(request: HttpRequest) -> Deed:
    match = request.resolver_match
    ident = next(iter(match.kwargs.values()), "") if match else ""
    return Deed(what=f"{request.method} {request.path}", ident=str(ident))


def _door(request: HttpRequest, access: Access) -> Door:
    if access.run:
        return Door.INTERNAL
    return Door.API if request.path.startswith(API_ROOT) else Door.DIALECT


def _write(
    request: HttpRequest, deed: Deed, *, by: str, door: Door, account_id: int | None
) -> None:
    audit.record(
        at=timezone.now(),
        by=by,
        door=door,
        what=deed.what,
        account_id=account_id,
        kind=deed.kind,
        ident=deed.ident,
        name=deed.name,
        address=address.of(request),
    )
