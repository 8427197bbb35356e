"""Passwords may be tried a few times, then not for a while."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import User

from accounts import lockout
from accounts.lockout import (
    MOST_BY_ADDRESS,
    MOST_BY_NAME,
    MOST_BY_NAME_AND_ADDRESS,
    WITHIN,
    Attempt,
)
from accounts.models import AuditEntry, FailedSignIn

LOGIN = "/admin/login/"
PASSWORD = "a long one of four words"


@pytest.fixture
def ada(db):
    return User.objects.create_user("ada", password=PASSWORD, is_staff=True)


@pytest.fixture
def clock(time_machine, noon):
    time_machine.move_to(noon, tick=False)
    return time_machine


def sign_in(client, name, password, *, address="192.0.2.7"):
    data = {"username": name, "password": password}
    return client.post(LOGIN, data, REMOTE_ADDR=address)


def fail(client, times, *, name="ada", address="192.0.2.7"):
    for _ in range(times):
        assert sign_in(client, name, "wrong", address=address).status_code == 200


def is_in(answer):
    return answer.status_code == 302


def test_the_right_password_opens(client, ada):
    assert is_in(sign_in(client, "ada", PASSWORD))


def test_after_too_many_failures_even_the_right_one_does_not(client, ada, clock):
    fail(client, MOST_BY_NAME_AND_ADDRESS)

    answer = sign_in(client, "ada", PASSWORD)

    assert not is_in(answer)
    assert "Try again in 15 minutes." in answer.content.decode()


def test_it_ends_by_itself(client, ada, clock, noon):
    fail(client, MOST_BY_NAME_AND_ADDRESS)

    clock.move_to(noon + WITHIN - dt.timedelta(seconds=1), tick=False)
    before = is_in(sign_in(client, "ada", PASSWORD))
    clock.move_to(noon + WITHIN, tick=False)
    after = is_in(sign_in(client, "ada", PASSWORD))

    assert (before, after) == (False, True)


def test_while_it_lasts_no_password_is_hashed(client, ada, clock, monkeypatch):
    fail(client, MOST_BY_NAME_AND_ADDRESS)
    monkeypatch.setattr("django.contrib.auth.forms.authenticate", None)

    assert sign_in(client, "ada", PASSWORD).status_code == 200


def test_elsewhere_the_same_person_still_comes_in(client, ada, clock):
    fail(client, MOST_BY_NAME_AND_ADDRESS)

    assert is_in(sign_in(client, "ada", PASSWORD, address="198.51.100.1"))


def test_a_success_forgets_the_failures_before_it(client, ada, clock):
    fail(client, MOST_BY_NAME_AND_ADDRESS - 1)
    assert is_in(sign_in(client, "ada", PASSWORD))
    client.logout()
    fail(client, MOST_BY_NAME_AND_ADDRESS - 1)

    assert is_in(sign_in(client, "ada", PASSWORD))


def test_names_are_tried_in_turn_from_one_address_only_so_often(client, ada, clock):
    for n in range(MOST_BY_ADDRESS):
        fail(client, 1, name=f"user-{n}")

    assert not is_in(sign_in(client, "ada", PASSWORD))


def test_a_name_is_tried_from_many_addresses_only_so_often(ada, noon):
    for n in range(MOST_BY_NAME):
        where = f"10.0.{n // 250}.{n % 250}"
        lockout.note_failure(Attempt(name="ADA", address=where), now=noon)

    fresh = Attempt(name="ada", address="203.0.113.5")
    assert lockout.locked_until(fresh, now=noon) == noon + WITHIN


def test_an_unknown_name_is_locked_out_alike(client, ada, clock):
    fail(client, MOST_BY_NAME_AND_ADDRESS, name="nobody")

    answer = sign_in(client, "nobody", "x")

    assert "Try again in" in answer.content.decode()


def test_what_was_typed_is_kept_nowhere(client, ada, clock):
    fail(client, MOST_BY_NAME_AND_ADDRESS, name="my password, by mistake")

    kept = [*FailedSignIn.objects.values(), *AuditEntry.objects.values()]
    assert kept
    assert "by mistake" not in str(kept)


def test_old_failures_are_cleared_away(client, ada, clock, noon):
    fail(client, 1)
    clock.move_to(noon + WITHIN, tick=False)
    fail(client, 1, name="somebody else", address="198.51.100.1")

    assert {row.since for row in FailedSignIn.objects.all()} == {noon + WITHIN}


def test_signing_in_and_being_locked_out_are_audited(client, ada, clock):
    sign_in(client, "ada", PASSWORD)
    client.logout()
    fail(client, MOST_BY_NAME_AND_ADDRESS + 2)

    told = AuditEntry.objects.order_by("id").values_list("what", "by", "address")
    assert list(told) == [
        ("sign in", "ada", "192.0.2.7"),
        ("locked out", "?", "192.0.2.7"),
    ]
