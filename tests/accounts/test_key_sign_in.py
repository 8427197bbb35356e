from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from accounts import actions, keys
from accounts.models import ApiKey
from tests.accounts.conftest import basic


def test_id_and_secret_open_the_api(made, knock):
    assert knock(basic(made.key.guid, made.secret)) == 200


def test_the_key_acts_for_its_own_account(made, stranger, rf):
    from accounts.authentication import ApiKeyAuthentication

    request = rf.get("/", headers={"Authorization": basic(made.key.guid, made.secret)})
    found = ApiKeyAuthentication().authenticate(request)

    assert found
    user, access = found
    assert user.is_anonymous
    assert access.account == made.key.account
    assert access.run == ""


def test_without_a_key_the_answer_is_401_and_asks_for_basic(client, db):
    answer = client.get("/echo/")

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Basic realm="Steeple"'


def test_a_wrong_secret_is_refused(made, knock):
    assert knock(basic(made.key.guid, keys.mint_secret())) == 401


def test_the_secret_of_another_key_is_refused(made, account, knock):
    other = actions.create_key(account)

    assert knock(basic(made.key.guid, other.secret)) == 401


@pytest.mark.parametrize(
    "key_id",
    [
        "",
        "admin",
        "8c0d4c2f-90a5-4b5e-8a39-6d2c5e0f7d11",
        "\x00",
        "1 OR 1=1",
        "9" * 10_000,
    ],
)
def test_an_unknown_id_is_refused(db, knock, key_id):
    assert knock(basic(key_id, keys.mint_secret())) == 401


@pytest.mark.parametrize("secret", ["", "\x00", "x" * 1_000_000, "пароль"])
def test_a_secret_that_is_none_is_refused(made, knock, secret):
    assert knock(basic(made.key.guid, secret)) == 401


@pytest.mark.parametrize(
    "header",
    ["Basic", "Basic !!", "Basic bm8gY29sb24=", "Bearer x", "\x00", "x" * 9999],
)
def test_a_malformed_header_is_no_sign_in(db, knock, header):
    assert knock(header) == 401


def test_an_expired_key_is_refused_from_its_instant_on(account, knock, time_machine):
    at = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
    made = actions.create_key(account, expires_at=at)

    time_machine.move_to(at - dt.timedelta(seconds=1), tick=False)
    before = knock(basic(made.key.guid, made.secret))
    time_machine.move_to(at, tick=False)
    after = knock(basic(made.key.guid, made.secret))

    assert (before, after) == (200, 401)


def test_a_revoked_key_is_refused_at_once(made, knock):
    actions.revoke_key(made.key, now=timezone.now())

    assert knock(basic(made.key.guid, made.secret)) == 401


def test_revoking_again_does_not_move_the_instant(made, noon):
    actions.revoke_key(made.key, now=noon)
    actions.revoke_key(made.key, now=noon + dt.timedelta(days=1))

    made.key.refresh_from_db()
    assert made.key.revoked_at == noon


def test_every_refusal_says_the_same(made, account, client):
    revoked = actions.create_key(account)
    actions.revoke_key(revoked.key, now=timezone.now())

    said = {
        client.get("/echo/", headers={"Authorization": basic(*given)}).json()["detail"]
        for given in (
            (uuid.uuid4(), made.secret),
            (made.key.guid, keys.mint_secret()),
            (revoked.key.guid, revoked.secret),
            ("no guid", ""),
        )
    }

    assert said == {"Unknown key, or wrong secret."}


@pytest.mark.parametrize("known", [True, False])
def test_the_secret_is_compared_for_unknown_ids_as_well(
    made, knock, monkeypatch, known
):
    compared = []

    def compare(given, expected):
        compared.append((len(given), len(expected)))
        return False

    monkeypatch.setattr("accounts.keys.hmac.compare_digest", compare)

    knock(basic(made.key.guid if known else uuid.uuid4(), keys.mint_secret()))

    assert compared[0] == (64, 64)


def test_the_secret_itself_is_not_in_the_database(made):
    row = str(ApiKey.objects.filter(pk=made.key.pk).values().get())

    assert made.secret not in row
    assert made.secret.replace("-", "") not in row


def test_the_last_use_is_written_once_a_minute_at_most(
    made, knock, time_machine, django_assert_num_queries
):
    noon = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)

    def used_at(seconds):
        time_machine.move_to(noon + dt.timedelta(seconds=seconds), tick=False)
        assert knock(basic(made.key.guid, made.secret)) == 200
        made.key.refresh_from_db()
        return (made.key.last_used_at - noon).total_seconds()

    assert [used_at(seconds) for seconds in (0, 30, 60, 61, 90)] == [0, 0, 0, 61, 61]
    with django_assert_num_queries(1):
        knock(basic(made.key.guid, made.secret))


def test_two_requests_at_once_write_the_last_use_once(made, noon):
    """Both have read the key before either wrote."""
    first, second = (ApiKey.objects.get(pk=made.key.pk) for _ in range(2))

    actions.note_use(first, now=noon)
    actions.note_use(second, now=noon + dt.timedelta(seconds=1))

    made.key.refresh_from_db()
    assert made.key.last_used_at == noon


def test_a_refused_request_is_no_use(made, knock):
    knock(basic(made.key.guid, keys.mint_secret()))

    made.key.refresh_from_db()
    assert made.key.last_used_at is None
