from __future__ import annotations

import base64

import pytest

from accounts import actions


def basic(key_id, secret):
    """The Authorization header of a client with this user and password."""
    return "Basic " + base64.b64encode(f"{key_id}:{secret}".encode()).decode()


@pytest.fixture
def made(account):
    """A new key, with the one sight of its secret."""
    return actions.create_key(account, name="curl")


@pytest.fixture
def knock(client):
    """Call the site's echo with this Authorization header; the answer is the status."""

    def call(authorization, *, path="/echo/", method="GET"):
        headers = {"Authorization": authorization} if authorization else {}
        return client.generic(method, path, headers=headers).status_code

    return call
