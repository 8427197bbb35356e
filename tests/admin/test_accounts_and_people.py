from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from accounts.models import Account, Membership
from tests.admin.pages import address, sentences


def test_an_operator_opens_an_account(operator):
    operator.submit("accounts_account_add", name="New", time_zone="Europe/Berlin")

    assert Account.objects.get(name="New").time_zone == "Europe/Berlin"


def test_an_unknown_time_zone_gets_a_sentence(operator):
    response = operator.submit(
        "accounts_account_add", name="New", time_zone="Mars/Base"
    )

    assert "There is no time zone “Mars/Base”." in sentences(response)["time_zone"][0]


def test_an_operator_admits_and_dismisses(operator, stranger):
    user = User.objects.create(username="new", is_staff=True)

    operator.submit("accounts_membership_add", account=stranger.pk, user=user.pk)
    membership = Membership.objects.get(user=user)
    operator.post("accounts_membership_delete", membership.pk, data={"post": "yes"})

    assert membership.account == stranger
    assert not Membership.objects.filter(user=user).exists()


def test_members_see_their_account_and_its_people_and_change_neither(
    member, account, stranger
):
    mine = Membership.objects.get()

    assert "Alder & Co." in member.text("accounts_account_changelist")
    assert "Stranger" not in member.text("accounts_account_changelist")
    assert "mia" in member.text("accounts_membership_changelist")
    assert member.get("accounts_account_change", stranger.pk).url == address("index")
    for page, key in (("account", account.pk), ("membership", mine.pk)):
        assert member.post(f"accounts_{page}_change", key).status_code == 403
        assert member.post(f"accounts_{page}_delete", key).status_code == 403
        assert member.get(f"accounts_{page}_add").status_code == 403


@pytest.mark.parametrize("page", ["auth_user", "auth_group"])
def test_users_are_the_operators_business_even_against_permissions(
    staff, account, page
):
    from django.contrib.auth.models import Permission

    nosy = staff("nosy", account)
    User.objects.get(username="nosy").user_permissions.set(Permission.objects.all())

    assert nosy.get(f"{page}_changelist").status_code == 403
    assert nosy.get(f"{page}_add").status_code == 403


def test_the_pages_of_users_open_for_operators(operator):
    user = User.objects.get(username="olga")

    assert operator.get("auth_user_changelist").status_code == 200
    assert operator.get("auth_user_change", user.pk).status_code == 200
    assert operator.get("auth_group_add").status_code == 200


def test_the_choice_of_an_account_offers_ones_own_only(staff, account, stranger):
    third = Account.objects.create(name="Third")
    both = staff("bea", account, stranger)

    answer = both.client.get(
        address(
            "autocomplete", app_label="jobs", model_name="job", field_name="account"
        )
    )

    assert {row["text"] for row in answer.json()["results"]} == {
        "Alder & Co.",
        "Stranger Ltd.",
    }
    assert third.name not in answer.content.decode()


def test_permissions_of_djangos_open_no_other_account(
    staff, account, stranger, make_job
):
    from django.contrib.auth.models import Permission

    nosy = staff("nosy", account)
    User.objects.get(username="nosy").user_permissions.set(Permission.objects.all())
    job = make_job(owner=stranger, name="Theirs")

    assert nosy.get("jobs_job_change", job.pk).url == address("index")
    assert "Theirs" not in nosy.text("jobs_job_changelist")
