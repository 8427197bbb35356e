"""Every address × every role × another account's things, generated from the URL conf.

Whoever asks, however: nothing of ours is told, nothing of ours is changed, nothing
breaks. A new address is in the matrix by being there; one whose parameters nobody can
fill, or that answers without signing in, fails until somebody says that it may.
"""

from __future__ import annotations

import pytest

from accounts.choices import Role
from tests.api.conftest import Caller
from tests.tenants.addresses import every_address, room_of
from tests.tenants.conftest import CANARY, every_row, of_key, of_session

pytestmark = pytest.mark.once

ADDRESSES = every_address()
ROUTES = {address.route for address in ADDRESSES}
# Tested a room at a time: its things are made once for all of its addresses.
ROOMS = sorted({room_of(address) for address in ADDRESSES})
METHODS = ("get", "post", "put", "patch", "delete", "head", "options")
# What answers those who do not sign in: it tells nothing of any account.
OPEN = {
    "/": "leads to the admin",
    "/healthz": "for supervisors",
    "/readyz": "for supervisors",
    "/openapi.json": "the document",
    "/docs": "the document, to be read",
    "/i18n/setlang/": "a cookie",
    "/admin/login/": "where one signs in",
    "/admin/logout/": "forgets a session",
    "/admin/jsi18n/": "texts of scripts",
    "/workflows": "leads to the admin",
    "/workflows/": "leads to the admin",
    "/workflow/aktiv/jobs": "leads to the admin",
    "/workflow/aktiv/jobs/": "leads to the admin",
}
# A body that would do something in many places, if its things were the caller's.
BODY = {"enabled": False, "action": "delete_selected", "post": "yes", "act": "stop"}


def identifiers(address, belongings):
    """What may stand for the parameters: ours, by number, by GUID and by name."""
    thing = belongings[kind_of(address, belongings)]
    spellings = {str(thing.pk)}
    if not address.is_admin:
        spellings.add(str(getattr(thing, "guid", thing.pk)))
    spellings |= {str(getattr(thing, "number", thing.pk))}
    if "name" in address.parameters:
        spellings |= {str(getattr(thing, "name", ""))}
    for spelling in sorted(spellings):
        values = dict.fromkeys(address.parameters, spelling)
        yield values | {key: value for key, value in FIXED.items() if key in values}


# What does not name a thing of an account.
FIXED = {
    "app_label": "jobs",
    "number": "1",
    "url": "nowhere",
    "content_type_id": "1",
    "task_id": "query_1",
    "token": "wrong",
    "key": "request",
}
# Parameters that name a thing wherever they stand.
KINDS = {
    "job_id": "run",
    "workflow_id": "workflow",
    "robustaSpid": "run",
    "spid": "run",
    "name": "workflow",
    "ident": "job",
    "guid": "run",
    "pk": "run",
    "id": "user",
    "object_id": "job",
}


def kind_of(address, belongings):
    """By the address's own words (`jobs/`, `apikey/`), else by its parameters."""
    words = address.route.replace("/", " ").split()
    for word in words:
        for known in (word, word.removesuffix("s")):
            if known in belongings:
                return known
    return next((KINDS[name] for name in address.parameters if name in KINDS), "job")


def filled(address, belongings):
    if not address.parameters:
        return [address.route]
    every = (address.filled(**values) for values in identifiers(address, belongings))
    return sorted(set(every))


def asked(caller, method, path):
    call = getattr(caller, method)
    as_form = path.startswith("/admin/") and method == "post"
    rest = {} if method in {"get", "head"} else {"data": BODY}
    return call(path, **rest, **({"format": "multipart"} if as_form else {}))


def within(room, belongings):
    """Each concrete address of the room, with its route."""
    for address in ADDRESSES:
        # That one asks the broker, and there is none.
        if room_of(address) == room and address.route != "/readyz":
            for path in filled(address, belongings):
                yield address, path


def methods_of(address):
    """Pages of the admin know two; HEAD and OPTIONS are asked by nobody above."""
    return ("get", "post") if address.is_admin else METHODS[:5]


def expected(address, path):
    """What those get who do not sign in."""
    if address.route in OPEN:
        return range(200, 500)
    if address.is_admin or address.name == "go":
        return {302, 403, 404, 405}
    if "webhook" in path and not path.startswith("/api/"):
        # Its address is the secret, and this is not it.
        return {404, 405}
    return {401}


def sign_in(room, account, role):
    return (of_session if room.startswith("admin") else of_key)(account, role)


def told(answer):
    return answer.content.decode(errors="replace")


def test_every_parameter_can_be_filled():
    known = KINDS.keys() | FIXED.keys()

    strange = {str(a) for a in ADDRESSES if not known >= {*a.parameters}}
    assert strange == set()


def test_what_is_open_is_there():
    assert OPEN.keys() <= {address.route for address in ADDRESSES}


@pytest.mark.parametrize("room", ROOMS)
def test_without_signing_in_nothing_is_told(room, account, belongings):
    nobody, before = Caller(), every_row(account)
    for address, path in within(room, belongings):
        for method in METHODS:
            answer = asked(nobody, method, path)

            assert CANARY not in told(answer), (method, path)
            assert answer.status_code in expected(address, path), (method, path)
    assert every_row(account) == before


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("room", ROOMS)
def test_nothing_crosses_accounts(room, role, account, stranger, belongings):
    caller = sign_in(room, stranger, role)
    before = every_row(account)
    for address, path in within(room, belongings):
        if role != Role.ADMIN and f"{address.route}/" in ROUTES:
            # The same view without its slash: asked by the strongest alone.
            continue
        for method in methods_of(address):
            answer = asked(caller, method, path)

            assert CANARY not in told(answer), (method, path)
            assert answer.status_code < 500, (method, path)
            if address.route.startswith("/api") and address.parameters:
                # 400: another's robot or process in a body, for example.
                assert answer.status_code in {400, 401, 403, 404, 405}, (method, path)
    assert every_row(account) == before


@pytest.mark.parametrize("room", ROOMS)
def test_a_viewer_looks_and_changes_nothing(room, account, belongings):
    from accounts.models import AuditEntry

    caller = sign_in(room, account, Role.VIEWER)
    before = every_row(account)
    for address, path in within(room, belongings):
        for method in methods_of(address):
            answer = asked(caller, method, path)
            assert answer.status_code < 500, (method, path)
    assert every_row(account) == before
    assert not AuditEntry.objects.filter(account=account).exists()
