from __future__ import annotations

import uuid

import pytest

from accounts import actions, keys, lookups
from accounts.models import Account, ApiKey
from accounts.prepared import Prepared, together


@pytest.fixture
def by_name():
    return Prepared(
        lambda name: Account.objects.filter(name=name, time_zone="UTC").values_list(
            "id", "guid", "created_at"
        ),
        "\x01name",
    )


def test_it_finds_what_the_query_finds(account, stranger, by_name):
    for each in (account, stranger):
        expected = (each.pk, each.guid, each.created_at)
        assert by_name.first(each.name) == expected


def test_what_is_not_there_is_none(account, by_name):
    assert by_name.first("nobody") is None
    assert by_name.rows("nobody") == []


def test_constants_of_the_query_stay(account, by_name):
    account.time_zone = "Europe/Berlin"
    account.save()

    assert by_name.first(account.name) is None


def test_a_value_is_never_part_of_the_text(account, by_name):
    assert by_name.first("' OR '1'='1") is None


def test_it_is_one_query(account, by_name, django_assert_num_queries):
    by_name.first(account.name)

    with django_assert_num_queries(1):
        by_name.first(account.name)


def test_a_key_is_the_same_as_the_orm_reads_it(account, noon):
    made = actions.create_key(account, name="curl", expires_at=noon)
    actions.note_use(made.key, now=noon)
    expected = ApiKey.objects.select_related("account").get()

    for found in (
        lookups.by_guid(made.key.guid),
        lookups.by_hash(keys.hashed(made.secret)),
    ):
        assert found is not None
        for field in ApiKey._meta.concrete_fields:
            if field.name != "created_at":
                assert getattr(found, field.attname) == getattr(expected, field.attname)
        for field in Account._meta.concrete_fields:
            assert getattr(found.account, field.attname) == getattr(
                expected.account, field.attname
            )


def test_an_unknown_key_is_none(account):
    assert lookups.by_guid(uuid.uuid4()) is None
    assert lookups.by_hash("0" * 64) is None


def test_two_questions_have_two_answers(account, stranger, by_name):
    first, second, third = together(
        (by_name, [account.name]), (by_name, ["nobody"]), (by_name, [stranger.name])
    )

    assert [row[0] for row in first] == [account.pk]
    assert second == []
    assert [row[0] for row in third] == [stranger.pk]
