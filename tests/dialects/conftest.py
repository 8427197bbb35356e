"""Callers of other products' doors: with a key of ours, of a stranger's, with none."""

from __future__ import annotations

import base64
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts import actions
from accounts.choices import Role

FIXTURES = Path(__file__).parent / "fixtures"


def payload(name: str) -> bytes:
    """A published payload, byte by byte as its document has it."""
    return (FIXTURES / name).read_bytes()


class Caller(APIClient):
    """Sends what it is told, in whatever notation."""

    def send(self, method, path, raw=b"", *, content_type="application/json", **rest):
        raw = raw if isinstance(raw, bytes) else raw.encode()
        return self.generic(method, path, raw, content_type=content_type, **rest)

    def query(self, path, /, **parameters):
        """POST with parameters in the query, as Swagger does."""
        return self.send("POST", f"{path}?{urlencode(parameters)}")


def caller_for(account, *, role=Role.OPERATOR, name="Till"):
    made = actions.create_key(account, name=name, role=role)
    # Used just now: otherwise the first request would write that down.
    actions.note_use(made.key, now=timezone.now())
    pair = f"{made.key.guid}:{made.secret}".encode()
    caller = Caller()
    caller.credentials(HTTP_AUTHORIZATION=f"Basic {base64.b64encode(pair).decode()}")
    return caller


@pytest.fixture
def door(account):
    """A caller with a key of our account."""
    return caller_for(account)


@pytest.fixture
def looker(account):
    """A caller who may look, and no more."""
    return caller_for(account, role=Role.VIEWER)


@pytest.fixture
def foreign_door(stranger):
    return caller_for(stranger)


@pytest.fixture
def nobody(db):
    return Caller()
