from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser, User

from accounts import access, actions
from accounts.choices import Role
from accounts.models import Account


@pytest.fixture
def person(account):
    user = User.objects.create_user("ada", password="right")
    actions.admit(user, account)
    return user


@pytest.fixture
def nobody(db):
    return User.objects.create_user("nobody", password="right")


def test_a_person_acts_for_their_account(person, account):
    assert access.of_user(person) == access.Access(
        account=account, role=Role.OPERATOR, by="ada"
    )


def test_of_several_accounts_it_is_the_first_admitted_to(person, account, stranger):
    actions.admit(person, stranger)

    found = access.of_user(person)

    assert found
    assert found.account == account


def test_a_person_without_an_account_acts_for_none(nobody):
    assert access.of_user(nobody) is None


def test_admitting_twice_is_one_membership(person, account):
    actions.admit(person, account)

    assert account.memberships.count() == 1


def test_a_person_sees_their_own_accounts_only(person, account, stranger):
    assert list(access.accounts_of(person)) == [account]


def test_the_operator_sees_all_accounts(admin_user, account, stranger):
    assert set(access.accounts_of(admin_user)) == {account, stranger}


@pytest.mark.parametrize("who", ["nobody", "anonymous"])
def test_others_see_none_not_even_an_account_without_members(
    account, stranger, nobody, who
):
    user = nobody if who == "nobody" else AnonymousUser()

    assert not access.accounts_of(user).exists()


def test_rows_are_filtered_by_their_account(person, job, stranger, make_job):
    from runs.models import Process

    make_job(owner=stranger, name="Theirs")

    assert [
        p.name for p in Process.objects.filter(access.within(person, "account"))
    ] == [job.name]
    assert not Process.objects.filter(access.within(AnonymousUser(), "account"))


def test_the_operator_sees_all_rows(admin_user, job, stranger, make_job):
    from runs.models import Process

    make_job(owner=stranger, name="Theirs")

    assert Process.objects.filter(access.within(admin_user, "account")).count() == 2


def test_a_signed_in_person_may_call_the_api(person, client):
    client.force_login(person)

    assert client.get("/echo/").status_code == 200


def test_a_signed_in_person_without_an_account_is_told_the_mend(nobody, client):
    client.force_login(nobody)

    answer = client.get("/echo/")

    assert answer.status_code == 403
    assert "account" in answer.json()["detail"]


def test_a_signed_in_post_needs_its_csrf_token(person):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(person)

    assert client.post("/echo/").status_code == 403


def test_opening_an_account_twice_finds_the_first(db):
    first = actions.open_account(name="Oak", time_zone="Europe/Berlin")

    assert actions.open_account(name="Oak") == first
    assert Account.objects.get(name="Oak").time_zone == "Europe/Berlin"
