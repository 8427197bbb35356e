from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from accounts import actions
from tests.accounts.conftest import basic


def printed(*words):
    out = io.StringIO()
    call_command("createkey", *words, stdout=out)
    return out.getvalue()


def test_the_last_line_is_id_and_secret_and_opens_the_api(account, knock):
    key_id, secret = printed(account.name).splitlines()[-1].split(" ")

    assert knock(basic(key_id, secret)) == 200


def test_the_key_belongs_to_the_account_and_bears_the_name(account, stranger):
    printed(account.name, "--name", "nightly import")

    key = account.api_keys.get()
    assert str(key) == "nightly import"
    assert not stranger.api_keys.exists()


def test_an_unknown_account_is_refused_naming_the_known_ones(account, stranger):
    with pytest.raises(CommandError) as refusal:
        printed("Nobody")

    assert "Nobody" in str(refusal.value)
    assert account.name in str(refusal.value)
    assert stranger.name in str(refusal.value)


def test_where_there_is_no_account_the_refusal_says_so(db):
    with pytest.raises(CommandError, match="Known accounts: none"):
        printed("Nobody")


def test_each_call_makes_another_key(account):
    first, second = printed(account.name), printed(account.name)

    assert first.splitlines()[-1] != second.splitlines()[-1]
    assert account.api_keys.count() == 2


def test_a_key_without_a_name_is_shown_by_its_id(account):
    made = actions.create_key(account)

    assert str(made.key) == str(made.key.guid)
