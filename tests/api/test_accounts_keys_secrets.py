from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from accounts import actions, vault
from accounts.models import ApiKey, Secret
from tests.api.conftest import caller_for

SECRET = {"name": "token", "value": "Bearer 4711", "hosts": ["api.example"]}


# The account -------------------------------------------------------------------


def test_the_account_is_shown_to_those_who_act_for_it(api, account):
    [shown] = api.ask("get", "accounts/").json()["results"]

    assert shown == {
        "id": account.pk,
        "guid": str(account.guid),
        "name": account.name,
        "time_zone": "UTC",
        "created_at": shown["created_at"],
    }
    assert api.ask("get", f"accounts/{account.guid}/").json() == shown


def test_the_account_is_changed(admin_api, account):
    answer = admin_api.ask(
        "patch", f"accounts/{account.pk}/", {"time_zone": "Europe/Berlin"}
    )

    account.refresh_from_db()
    assert answer.json()["time_zone"] == account.time_zone == "Europe/Berlin"
    assert account.name == "Alder & Co."


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"name": "Stranger Ltd."}, "name"),
        ({"name": ""}, "name"),
        ({"guid": "x", "owner": 1}, "owner"),
    ],
)
def test_a_bad_change_of_the_account_is_told(
    admin_api, account, stranger, values, field
):
    answer = admin_api.ask("patch", f"accounts/{account.pk}/", values)

    assert answer.status_code == 400
    assert field in answer.json()["errors"]
    account.refresh_from_db()
    assert (account.name, account.time_zone) == ("Alder & Co.", "UTC")


@pytest.mark.parametrize("method", ["post", "delete"])
def test_accounts_are_made_and_closed_by_operators_alone(admin_api, account, method):
    address = "accounts/" if method == "post" else f"accounts/{account.pk}/"

    assert admin_api.ask(method, address, {"name": "x"}).status_code == 405


# Keys --------------------------------------------------------------------------


def test_a_new_key_shows_its_secret_once_and_opens(admin_api, nobody, account):
    answer = admin_api.ask("post", "keys/", {"name": "Shop", "role": "viewer"})
    made = answer.json()

    assert answer.status_code == 201
    key = ApiKey.objects.get(pk=made["id"])
    assert (key.name, key.role, key.account) == ("Shop", "viewer", account)
    shown = admin_api.get(answer["Location"]).json()
    assert "secret" not in shown
    assert shown == {k: v for k, v in made.items() if k != "secret"}
    assert made["secret"] not in admin_api.ask("get", "keys/").content.decode()
    assert _asked_with(nobody, made).status_code == 200


def _asked_with(caller, key):
    import base64

    pair = base64.b64encode(f"{key['guid']}:{key['secret']}".encode()).decode()
    return caller.ask("get", "jobs/", authorization=f"Basic {pair}")


def test_a_revoked_key_is_refused_at_once_and_stays_listed(admin_api, nobody):
    made = admin_api.ask("post", "keys/", {}).json()

    assert admin_api.ask("delete", f"keys/{made['guid']}/").status_code == 204

    assert _asked_with(nobody, made).status_code == 401
    shown = admin_api.ask("get", f"keys/{made['id']}/").json()
    assert shown["revoked_at"] is not None


def test_revoking_twice_keeps_the_first_instant(admin_api):
    key = admin_api.ask("post", "keys/", {}).json()["id"]
    admin_api.ask("delete", f"keys/{key}/")
    first = ApiKey.objects.get(pk=key).revoked_at

    assert admin_api.ask("delete", f"keys/{key}/").status_code == 204
    assert ApiKey.objects.get(pk=key).revoked_at == first


def test_a_key_is_made_to_expire(admin_api):
    made = admin_api.ask("post", "keys/", {"expires_at": "2090-01-01T00:00:00Z"})

    assert made.json()["expires_at"] == "2090-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"role": "emperor"}, "role"),
        ({"expires_at": "2001-01-01T00:00:00Z"}, "expires_at"),
        ({"expires_at": "tomorrow"}, "expires_at"),
        ({"name": "x" * 101}, "name"),
        ({"name": 1}, "name"),
        ({"secret": "mine", "account": 1}, "account"),
    ],
)
def test_a_bad_key_is_not_made(admin_api, values, field):
    before = ApiKey.objects.count()

    answer = admin_api.ask("post", "keys/", values)

    assert answer.status_code == 400
    assert field in answer.json()["errors"]
    assert ApiKey.objects.count() == before


@pytest.mark.parametrize("method", ["put", "patch"])
def test_keys_are_never_edited(admin_api, method):
    key = ApiKey.objects.get().pk

    assert admin_api.ask(method, f"keys/{key}/", {"name": "x"}).status_code == 405


# Secrets -----------------------------------------------------------------------


def test_a_secret_is_kept_encrypted_and_never_shown(admin_api, account):
    answer = admin_api.ask("post", "secrets/", SECRET)

    assert answer.status_code == 201
    secret = Secret.objects.get()
    assert (secret.account, secret.name, secret.hosts) == (
        account,
        "token",
        ["api.example"],
    )
    assert vault.decrypt(secret.ciphertext) == "Bearer 4711"
    for shown in (
        answer,
        admin_api.get(answer["Location"]),
        admin_api.ask("get", "secrets/"),
    ):
        assert "4711" not in shown.content.decode()
        assert "ciphertext" not in shown.content.decode()
        assert secret.fingerprint not in shown.content.decode()


def test_a_secret_gets_another_value(admin_api):
    secret = admin_api.ask("post", "secrets/", SECRET).json()["id"]

    answer = admin_api.ask("patch", f"secrets/{secret}/", {"value": "new"})

    kept = Secret.objects.get()
    assert answer.status_code == 200
    assert (kept.name, kept.hosts) == ("token", ["api.example"])
    assert vault.decrypt(kept.ciphertext) == "new"
    assert kept.fingerprint == vault.fingerprint("new")


def test_hosts_change_only_together_with_the_value(admin_api):
    """Else whoever may write it could have it sent to themselves."""
    secret = admin_api.ask("post", "secrets/", SECRET).json()["id"]
    elsewhere = {"hosts": ["evil.example"]}

    refused = admin_api.ask("patch", f"secrets/{secret}/", elsewhere)
    taken = admin_api.ask("patch", f"secrets/{secret}/", elsewhere | {"value": "new"})

    assert refused.status_code == 400
    assert list(refused.json()["errors"]) == ["value"]
    assert taken.status_code == 200
    assert vault.decrypt(Secret.objects.get().ciphertext) == "new"


def test_a_deleted_secret_is_gone(admin_api):
    secret = admin_api.ask("post", "secrets/", SECRET).json()["id"]

    assert admin_api.ask("delete", f"secrets/{secret}/").status_code == 204
    assert not Secret.objects.exists()


def test_hosts_are_kept_in_lower_case_and_once(admin_api):
    hosts = ["API.example", "api.example", "[2001:DB8::1]:8443", "127.0.0.1:80"]

    admin_api.ask("post", "secrets/", SECRET | {"hosts": hosts})

    assert Secret.objects.get().hosts == [
        "api.example",
        "[2001:db8::1]:8443",
        "127.0.0.1:80",
    ]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "1token"}, "name"),
        ({"name": "a b"}, "name"),
        ({"name": ""}, "name"),
        ({"hosts": []}, "hosts"),
        ({"hosts": "api.example"}, "hosts"),
        ({"hosts": ["https://api.example/"]}, "hosts"),
        ({"hosts": ["*"]}, "hosts"),
        ({"hosts": [1]}, "hosts"),
        ({"hosts": ["a.example"] * 21}, "hosts"),
        ({"hosts": ["a" * 300]}, "hosts"),
        ({"value": ""}, "value"),
        ({"value": "a\r\nb"}, "value"),
        ({"value": "x" * 8_001}, "value"),
        ({"value": 1}, "value"),
        ({"ciphertext": "x"}, "ciphertext"),
    ],
)
def test_a_bad_secret_is_not_kept(admin_api, values, field):
    answer = admin_api.ask("post", "secrets/", SECRET | values)

    assert answer.status_code == 400
    assert field in answer.json()["errors"]
    assert not Secret.objects.exists()


def test_a_name_is_taken_once_in_an_account(admin_api, account, stranger):
    actions.create_secret(account, name="token", hosts=["a.example"], value="1")
    actions.create_secret(stranger, name="other", hosts=["a.example"], value="1")

    taken = admin_api.ask("post", "secrets/", SECRET)
    free = admin_api.ask("post", "secrets/", SECRET | {"name": "other"})

    assert taken.status_code == 400
    assert list(taken.json()["errors"]) == ["name"]
    assert free.status_code == 201


def test_a_refusal_does_not_repeat_the_value(admin_api):
    answer = admin_api.ask(
        "post", "secrets/", SECRET | {"name": "1", "value": "4711\n"}
    )

    assert answer.status_code == 400
    assert "4711" not in answer.content.decode()


def test_what_somebody_does_with_keys_is_told_without_the_secret(admin_api, account):
    from accounts.models import AuditEntry

    made = admin_api.ask("post", "keys/", {"name": "Shop"}).json()
    admin_api.ask("post", "secrets/", SECRET)

    rows = list(AuditEntry.objects.order_by("id").values())
    assert [(row["kind"], row["name"]) for row in rows] == [
        ("key", "Shop"),
        ("secret", "token"),
    ]
    assert made["secret"] not in str(rows)
    assert "4711" not in str(rows)


def test_a_key_works_until_it_expires(account, it_is_noon, noon):
    caller = caller_for(account)
    ApiKey.objects.update(expires_at=noon + dt.timedelta(seconds=1))

    assert caller.ask("get", "jobs/").status_code == 200
    it_is_noon.move_to(noon + dt.timedelta(seconds=1))
    assert caller.ask("get", "jobs/").status_code == 401
    assert timezone.now() == noon + dt.timedelta(seconds=1)
