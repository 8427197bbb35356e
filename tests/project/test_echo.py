from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from accounts import actions
from runs.definitions.credentials import HEADERS
from tests.accounts.conftest import basic


@pytest.fixture
def key(account):
    made = actions.create_key(account)
    return basic(made.key.guid, made.secret)


@pytest.fixture
def echo(client, key):
    def call(method="POST", path="/echo/", body=b"", content_type="", **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.generic(
            method,
            path,
            body,
            content_type=content_type,
            headers={"Authorization": key, **named},
        )

    return call


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_it_answers_with_what_it_got(echo, method):
    answer = echo(method, "/echo/?a=b%20c", b"Zo\xc3\xab", x_custom_header="value")

    assert answer.status_code == 200
    said = answer.json()
    assert (said["method"], said["path"]) == (method, "/echo/?a=b%20c")
    assert said["body"] == "Zoë"
    assert said["headers"]["x-custom-header"] == "value"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_strangers_get_no_echo(client, db, method):
    assert client.generic(method, "/echo/").status_code == 401


def test_credentials_are_never_echoed(echo, key):
    given = {name: f"c4nary-{name}" for name in HEADERS}
    given.pop("authorization")

    said = echo(**{name.replace("-", "_"): value for name, value in given.items()})

    assert "c4nary" not in said.content.decode()
    assert key.split()[1] not in said.content.decode()
    assert not HEADERS & said.json()["headers"].keys()


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "application/x-www-form-urlencoded",
        "text/plain",
        "image/png",
    ],
)
@pytest.mark.parametrize("body", [b"{", b"\xff\x00\xfe", b"", b"a=b&c"])
def test_any_body_is_echoed(echo, body, content_type):
    answer = echo(body=body, content_type=content_type)

    assert answer.status_code == 200
    assert answer.json()["body"] == body.decode(errors="replace")


def test_a_form_with_files_of_a_signed_in_person_is_no_fault(account):
    """The check of its token reads the form before the echo can."""
    user = User.objects.create_user("ada")
    actions.admit(user, account)
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    client.cookies["csrftoken"] = token = "t" * 32

    answer = client.post("/echo/", {"a": "b"}, headers={"X-CSRFToken": token})

    assert (answer.status_code, answer.json()["body"]) == (200, "")


def test_a_body_that_is_too_large_is_refused(echo, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10

    assert 400 <= echo(body=b"x" * 11).status_code < 500
