"""What each role may do, write by write."""

from __future__ import annotations

import pytest

from accounts import actions
from tests.api.conftest import caller_for

JOB = {"method": "GET", "url": "https://api.example/"}
SECRET = {"name": "token", "value": "4711", "hosts": ["a.example"]}
# Method, address, body; and what viewers, operators and admins get.
WRITES = [
    ("post", "jobs/", JOB, (403, 201, 201)),
    ("put", "jobs/{job}/", JOB, (403, 200, 200)),
    ("patch", "jobs/{job}/", {"name": "x"}, (403, 200, 200)),
    ("delete", "jobs/{job}/", None, (403, 204, 204)),
    ("post", "jobs/{job}/run/", None, (403, 201, 201)),
    ("post", "workflows/", {"name": "x"}, (403, 201, 201)),
    ("patch", "workflows/{workflow}/", {"name": "x"}, (403, 200, 200)),
    ("post", "workflows/{workflow}/run/", None, (403, 201, 201)),
    ("delete", "workflows/{workflow}/", None, (403, 204, 204)),
    (
        "post",
        "schedules/",
        {"process": "{job}", "kind": "interval", "expression": 60},
        (403, 201, 201),
    ),
    ("patch", "schedules/{schedule}/", {"name": "x"}, (403, 200, 200)),
    ("delete", "schedules/{schedule}/", None, (403, 204, 204)),
    ("post", "schedules/{schedule}/pause/", None, (403, 200, 200)),
    (
        "post",
        "schedules/preview/",
        {"kind": "interval", "expression": 60},
        (200, 200, 200),
    ),
    ("patch", "blackouts/{blackout}/", {"name": "x"}, (403, 200, 200)),
    ("delete", "blackouts/{blackout}/", None, (403, 204, 204)),
    ("post", "runs/{run}/stop/", None, (403, 200, 200)),
    ("post", "runs/{run}/abort/", None, (403, 200, 200)),
    # It is not over yet.
    ("post", "runs/{run}/continue/", None, (403, 409, 409)),
    ("patch", "accounts/{account}/", {"name": "x"}, (403, 403, 200)),
    ("put", "accounts/{account}/", {"name": "x"}, (403, 403, 200)),
    ("post", "keys/", {"name": "x"}, (403, 403, 201)),
    ("delete", "keys/{key}/", None, (403, 403, 204)),
    ("post", "secrets/", SECRET, (403, 403, 201)),
    ("patch", "secrets/{secret}/", {"name": "x"}, (403, 403, 200)),
    ("delete", "secrets/{secret}/", None, (403, 403, 204)),
]
ROLES = ["viewer", "operator", "admin"]
READS = [
    *("jobs/", "workflows/", "schedules/", "blackouts/", "runs/", "robots/"),
    *("accounts/", "keys/", "secrets/", "jobs/{job}/", "runs/{run}/"),
    *("schedules/{schedule}/occurrences/", "secrets/{secret}/", "keys/{key}/"),
]


@pytest.fixture
def names(account, job, workflow, schedule, blackout, start):
    key = actions.create_key(account).key
    secret = actions.create_secret(account, name="s", hosts=["a.example"], value="1")
    return {
        "account": account.pk,
        "job": job.number,
        "workflow": workflow.number,
        "schedule": schedule.pk,
        "blackout": blackout.pk,
        "run": start().pk,
        "key": key.guid,
        "secret": secret.pk,
    }


@pytest.mark.parametrize(("number", "role"), [*enumerate(ROLES)])
@pytest.mark.parametrize(("method", "address", "body", "statuses"), WRITES)
def test_a_write_is_for_those_whose_role_allows_it(
    account, names, number, role, method, address, body, statuses
):
    caller = caller_for(account, role=role)
    said = {key: _filled(value, names) for key, value in (body or {}).items()} or None

    answer = caller.ask(method, address.format(**names), said)

    assert answer.status_code == statuses[number]
    if statuses[number] == 403:
        detail = answer.json()["detail"]
        assert detail == "Your role in this account does not allow this."


def _filled(value, names):
    return value.format(**names) if isinstance(value, str) else value


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("address", READS)
def test_every_role_may_look(account, names, role, address):
    caller = caller_for(account, role=role)

    assert caller.ask("get", address.format(**names)).status_code == 200


@pytest.mark.parametrize(("number", "role"), [*enumerate(ROLES)])
def test_a_session_has_the_role_of_its_person(account, browser, person, number, role):
    person.memberships.update(role=role)

    answer = browser.ask("post", "jobs/", JOB, accept="application/json")

    assert answer.status_code == (403, 201, 201)[number]


def test_a_write_that_no_row_is_about_is_missing_here(job):
    """A new address that changes something has to be in this table."""
    from scheduler_project.api import router

    told = {
        (method, address.replace("{", "").split("/")[0], _act(address))
        for method, address, _body, _statuses in WRITES
    }
    for _prefix, viewset, basename in router.registry:
        for route in router.get_routes(viewset):
            for method, action in router.get_method_map(viewset, route.mapping).items():
                if method == "get" or action in UNTOLD:
                    continue
                plain = action in PLAIN
                act = "" if plain else getattr(viewset, action).url_path
                assert (method, f"{basename}s", act) in told, action


PLAIN = {"create", "update", "partial_update", "destroy"}
# The same code as others of the table.
UNTOLD = {
    "update",
    "again",
    "resume",
    "skip",
    "move",
    "undo",
    "continue_",
    "create",
} | {
    *("restore", "renew_webhook", "import_", "trial"),
}


def _act(address):
    last = address.rstrip("/").split("/")[-1]
    return last if last.isalpha() and address.count("/") > 1 else ""
