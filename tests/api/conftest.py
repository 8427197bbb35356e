from __future__ import annotations

import base64
import datetime as dt
import functools

import pytest
import time_machine
from django.utils import timezone
from rest_framework.test import APIClient, ForceAuthClientHandler

ROOT = "/api/v1/"
A_PAGE = "text/html,application/xhtml+xml,*/*;q=0.8"


@functools.cache
def shared_handler():
    """The middleware, loaded once: it takes longer than most of the tests."""
    return ForceAuthClientHandler(enforce_csrf_checks=False)


class Caller(APIClient):
    """Speaks to our API by the last part of its addresses."""

    def __init__(self, *, enforce_csrf_checks=False, **defaults):
        super().__init__(enforce_csrf_checks=enforce_csrf_checks, **defaults)
        if not enforce_csrf_checks:
            self.handler = shared_handler()

    def ask(self, method, address, body=None, **headers):
        call = getattr(self, method)
        return call(ROOT + address, body, headers=headers)

    def send(self, address, raw, *, content_type="application/json", **headers):
        """POST bytes as they are."""
        return self.generic(
            "POST", ROOT + address, raw, content_type=content_type, headers=headers
        )


def caller_for(account, *, name="", role="operator"):
    from accounts import actions

    made = actions.create_key(account, name=name, role=role)
    # Used just now: otherwise the first request would write that down.
    actions.note_use(made.key, now=timezone.now())
    pair = f"{made.key.guid}:{made.secret}".encode()
    caller = Caller()
    caller.credentials(HTTP_AUTHORIZATION=f"Basic {base64.b64encode(pair).decode()}")
    return caller


@pytest.fixture
def api(account):
    """A caller with a key of our account."""
    return caller_for(account, name="Till")


@pytest.fixture
def admin_api(account):
    """A caller with a key that may do everything in our account."""
    return caller_for(account, name="Boss", role="admin")


@pytest.fixture
def viewer_api(account):
    return caller_for(account, name="Guest", role="viewer")


@pytest.fixture
def it_is_noon(noon):
    """The time stands still at noon; `move_to` sets it."""
    with time_machine.travel(noon, tick=False) as traveller:
        yield traveller


@pytest.fixture
def foreign_api(stranger):
    """A caller with a key of another account."""
    return caller_for(stranger)


@pytest.fixture
def nobody(db):
    return Caller()


@pytest.fixture
def workflow(account):
    from workflows import actions

    parameters = [{"name": "q", "type": "json"}]
    return actions.create(account, {"name": "Nightly", "parameters": parameters})


@pytest.fixture
def schedule(job):
    from schedules import actions

    values = {"kind": "cron", "expression": "30 8 * * 1-5", "time_zone": "UTC"}
    return actions.create(job, values, now=timezone.now())


@pytest.fixture
def blackout(account, noon):
    from schedules.models import Blackout

    until = noon + dt.timedelta(hours=1)
    return Blackout.objects.create(
        account=account, name="Stocktaking", starts_at=noon, ends_at=until
    )


@pytest.fixture
def make_robot(noon):
    from runs.models import Robot

    def make(name="tower", **values):
        return Robot.objects.create(name=name, last_seen_at=noon, **values)

    return make


@pytest.fixture
def person(account):
    """Somebody of our account, who signs in."""
    from django.contrib.auth.models import User

    from accounts.actions import admit

    user = User.objects.create_user("ada")
    admit(user, account)
    return user


@pytest.fixture
def browser(person):
    """A signed-in browser that asks for pages."""
    browser = Caller(headers={"Accept": A_PAGE})
    browser.force_login(person)
    return browser


@pytest.fixture
def preview(api):
    def preview(**said):
        return api.ask("post", "schedules/preview/", said)

    return preview


def instants(answer):
    """The instants of a preview."""
    return [each["at"] for each in answer.json()["instants"]]
