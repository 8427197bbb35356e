from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from accounts import actions, keys
from accounts.models import ApiKey
from tests.admin.pages import address, visible


def test_a_new_key_shows_its_secret_once(boss, account):
    response = boss.submit("accounts_apikey_add", name="for the shop")

    key = ApiKey.objects.get()
    secret = response.context["secret"]
    assert (key.account, key.name) == (account, "for the shop")
    assert keys.matches(secret, key.secret_hash)
    assert secret in visible(response)
    assert str(key.guid) in visible(response)
    for page in ("accounts_apikey_changelist", "index"):
        assert secret not in boss.text(page)
    assert secret not in boss.text("accounts_apikey_change", key.pk)


def test_a_key_may_expire(boss):
    boss.submit(
        "accounts_apikey_add",
        name="x",
        expires_at_0="2030-01-02",
        expires_at_1="03:04:05",
    )

    expires = ApiKey.objects.get().expires_at
    assert expires == dt.datetime(2030, 1, 2, 3, 4, 5, tzinfo=dt.UTC)


def test_a_key_is_never_edited_or_deleted(operator, account):
    key = actions.create_key(account).key

    assert operator.post("accounts_apikey_change", key.pk).status_code == 403
    assert operator.post("accounts_apikey_delete", key.pk).status_code == 403


def test_a_key_is_revoked(boss, account):
    key = actions.create_key(account, name="old").key
    data = {"action": "revoke", "_selected_action": str(key.pk)}

    response = boss.client.post(
        address("accounts_apikey_changelist"), data, follow=True
    )

    key.refresh_from_db()
    assert not key.is_valid(timezone.now())
    assert "1 API key has been revoked." in visible(response)
    assert "Revoked." in boss.text("accounts_apikey_history", key.pk)


def test_another_accounts_key_is_neither_seen_nor_revoked(outsider, account):
    key = actions.create_key(account, name="ours").key

    outsider.post(
        "accounts_apikey_changelist",
        data={"action": "revoke", "_selected_action": str(key.pk)},
    )

    key.refresh_from_db()
    assert key.revoked_at is None
    assert "ours" not in outsider.text("accounts_apikey_changelist")
    assert outsider.get("accounts_apikey_change", key.pk).url == address("index")


def test_the_hash_cannot_be_guessed_at_through_a_filter(boss, account):
    actions.create_key(account)

    query = {"secret_hash__startswith": "a"}
    assert boss.get("accounts_apikey_changelist", **query).status_code == 400


@pytest.mark.parametrize("account_of", ["stranger"])
def test_no_key_is_made_for_another_account(boss, stranger, account, account_of):
    boss.submit("accounts_apikey_add", name="x", account=str(stranger.pk))

    assert ApiKey.objects.get().account == account
