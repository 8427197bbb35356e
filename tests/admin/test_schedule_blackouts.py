"""The periods in which nothing of an account starts."""

from __future__ import annotations

import datetime as dt

import pytest

from schedules.models import Blackout
from tests.admin.pages import address, sentences

PERIOD = {
    "name": "Stocktaking",
    "starts_at": "2027-01-01T00:00",
    "ends_at": "2027-01-02T00:00",
}


@pytest.fixture
def period(account) -> Blackout:
    start = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    return Blackout.objects.create(
        account=account,
        name="Stocktaking",
        starts_at=start,
        ends_at=start + dt.timedelta(days=1),
    )


def test_a_member_makes_one_for_their_account(member, account):
    member.submit("schedules_blackout_add", **PERIOD)

    period = Blackout.objects.get()
    assert (period.account, period.name) == (account, "Stocktaking")
    assert period.starts_at == dt.datetime(2027, 1, 1, tzinfo=dt.UTC)


def test_who_has_several_accounts_chooses_one(staff, account, stranger):
    both = staff("bo", account, stranger)

    both.submit("schedules_blackout_add", account=str(stranger.pk), **PERIOD)

    assert Blackout.objects.get().account == stranger


def test_it_is_listed_changed_and_deleted(member, period):
    assert "Stocktaking" in member.text("schedules_blackout_changelist")

    member.submit("schedules_blackout_change", period.pk, name="Holidays")
    period.refresh_from_db()
    assert period.name == "Holidays"

    member.post("schedules_blackout_delete", period.pk, data={"post": "yes"})
    assert not Blackout.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"starts_at": "soon"}, "starts_at"),
        ({"starts_at": "0001-01-01T00:00"}, "starts_at"),
        ({"ends_at": "9999-12-31T00:00"}, "ends_at"),
        ({"ends_at": ""}, "ends_at"),
        ({"ends_at": "2027-01-01T00:00"}, "__all__"),
        ({"ends_at": "2026-01-01T00:00"}, "__all__"),
    ],
)
def test_bad_input_gets_its_sentence(member, change, field):
    response = member.submit("schedules_blackout_add", **(PERIOD | change))

    assert sentences(response)[field]
    assert not Blackout.objects.exists()


def test_an_account_of_others_cannot_be_named(member, stranger):
    member.submit("schedules_blackout_add", account=str(stranger.pk), **PERIOD)

    assert not stranger.blackouts.exists()


def test_another_accounts_period_is_not_there(outsider, period):
    for page in ("schedules_blackout_change", "schedules_blackout_delete"):
        assert outsider.get(page, period.pk).url == address("index")
    outsider.post("schedules_blackout_delete", period.pk, data={"post": "yes"})

    assert "Stocktaking" not in outsider.text("schedules_blackout_changelist")
    assert Blackout.objects.exists()


def test_who_belongs_to_no_account_may_make_none(staff):
    assert staff("nora").get("schedules_blackout_add").status_code == 403


def test_who_is_not_signed_in_is_sent_to_the_door(client, db):
    assert "login" in client.get(address("schedules_blackout_changelist")).url
