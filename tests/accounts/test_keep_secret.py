from __future__ import annotations

import pytest

from accounts import actions, vault
from accounts.models import Secret


@pytest.fixture
def keep(account):
    def keep_it(value="Bearer 4711", *, owner=account, stem="api", host="api.example"):
        return actions.keep_secret(owner, stem=stem, host=host, value=value)

    return keep_it


def test_a_secret_is_kept_encrypted_for_its_host(keep):
    secret = keep()

    assert (secret.name, secret.hosts) == ("api", ["api.example"])
    assert "4711" not in secret.ciphertext
    assert vault.decrypt(secret.ciphertext) == "Bearer 4711"


def test_the_same_value_for_the_same_host_is_the_same_secret(keep):
    assert keep() == keep(stem="another_stem")
    assert Secret.objects.count() == 1


def test_the_same_value_for_another_host_is_another_secret(keep):
    first, second = keep(), keep(host="other.example")

    assert first != second
    assert second.hosts == ["other.example"]
    assert first.ciphertext != second.ciphertext


def test_other_values_take_the_next_free_name(keep):
    names = [keep(str(n)).name for n in range(4)]

    assert names == ["api", "api_2", "api_3", "api_4"]


def test_a_gap_in_the_names_is_filled(keep):
    keep("one")
    keep("two").delete()
    keep("three")

    assert set(Secret.objects.values_list("name", flat=True)) == {"api", "api_2"}


def test_a_name_that_merely_begins_alike_is_not_in_the_way(keep):
    keep("one", stem="api_token")

    assert keep("two", stem="api").name == "api"


def test_accounts_do_not_share_secrets(keep, stranger):
    ours, theirs = keep(), keep(owner=stranger)

    assert ours != theirs
    assert theirs.name == "api"


def test_a_secret_bound_to_several_hosts_is_not_taken_for_this_one(keep):
    secret = keep()
    Secret.objects.filter(pk=secret.pk).update(hosts=["api.example", "other.example"])

    assert keep() != secret
