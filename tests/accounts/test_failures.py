"""Failed sign-ins with keys: borne, then told to wait; a good key never is."""

from __future__ import annotations

import uuid

import pytest

from accounts import keys
from accounts.failures import MOST, SIZE, WITHIN_S, Tally
from tests.accounts.conftest import basic


def test_so_many_are_borne_and_then_one_waits_for_the_end_of_the_span():
    tally = Tally(most=3, within_s=60)

    waits = [tally.failed("a", at=at) for at in (0.0, 1.0, 2.0, 10.0, 59.0)]

    assert waits == [0, 0, 0, 50, 1]


def test_after_the_span_it_begins_anew():
    tally = Tally(most=1, within_s=60)

    assert [tally.failed("a", at=at) for at in (0.0, 60.0, 61.0)] == [0, 0, 59]


def test_addresses_are_counted_by_themselves():
    tally = Tally(most=1, within_s=60)
    tally.failed("a", at=0)

    assert tally.failed("b", at=1) == 0


def test_memory_is_bounded():
    tally = Tally()
    for n in range(SIZE + 10):
        tally.failed(str(n), at=0)

    assert len(tally._spans) == SIZE


def test_too_many_wrong_keys_get_429_and_are_told_when(made, client):
    wrong = {"Authorization": basic(made.key.guid, keys.mint_secret())}
    for _ in range(MOST):
        assert client.get("/echo/", headers=wrong).status_code == 401

    answer = client.get("/echo/", headers=wrong)

    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= WITHIN_S


def test_an_accepted_key_is_unhindered_by_the_failures_of_its_address(made, knock):
    for _ in range(MOST + 5):
        knock(basic(uuid.uuid4(), keys.mint_secret()))

    assert knock(basic(made.key.guid, made.secret)) == 200


def test_an_accepted_key_may_ask_as_often_as_it_likes(made, knock):
    statuses = {knock(basic(made.key.guid, made.secret)) for _ in range(100)}

    assert statuses == {200}


def test_who_sends_no_key_is_not_counted(made, client):
    for _ in range(MOST + 5):
        assert client.get("/echo/").status_code == 401


def test_failures_write_nothing(made, client, django_assert_num_queries):
    wrong = {"Authorization": basic(made.key.guid, keys.mint_secret())}
    client.get("/echo/", headers=wrong)

    with django_assert_num_queries(1):
        client.get("/echo/", headers=wrong)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "127.0.0.1"),
        (1, "nonsense", ""),
        (1, "1.2.3", ""),
        (1, "2001:DB8::1", "2001:db8::1"),
    ],
)
def test_what_proxies_say_is_believed_as_far_as_there_are_any(
    rf, settings, proxies, forwarded, seen
):
    from accounts import address

    settings.TRUSTED_PROXIES = proxies
    request = rf.get("/", headers={"X-Forwarded-For": forwarded})

    assert address.of(request) == seen
