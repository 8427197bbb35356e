from __future__ import annotations

import io

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from accounts import actions, vault
from accounts.models import Secret

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def secrets(settings, account):
    """Two secrets under the old key; the new one stands in front of it now."""
    settings.VAULT_KEYS = [OLD]
    kept = [
        actions.keep_secret(account, stem=name, host="api.example", value=name)
        for name in ("first", "second")
    ]
    settings.VAULT_KEYS = [NEW, OLD]
    return kept


def rotate():
    out = io.StringIO()
    call_command("rotatesecrets", stdout=out)
    return out.getvalue()


def test_after_rotation_the_old_key_may_go(settings, secrets):
    assert "2 secrets" in rotate()

    settings.VAULT_KEYS = [NEW]
    for secret in secrets:
        secret.refresh_from_db()
        assert vault.decrypt(secret.ciphertext) == secret.name


def test_rotation_changes_nothing_else(secrets):
    columns = ["name", "hosts", "fingerprint", "updated_at"]
    before = list(Secret.objects.values_list(*columns))

    rotate()

    assert list(Secret.objects.values_list(*columns)) == before


def test_rotation_may_be_repeated(settings, secrets):
    rotate()
    settings.VAULT_KEYS = [NEW]

    assert "2 secrets" in rotate()


def test_a_secret_that_cannot_be_read_is_named_and_the_others_are_done(
    settings, account, secrets
):
    lost = secrets[0]
    settings.VAULT_KEYS = [Fernet.generate_key().decode()]
    Secret.objects.filter(pk=lost.pk).update(ciphertext=vault.encrypt("gone"))
    settings.VAULT_KEYS = [NEW, OLD]

    with pytest.raises(CommandError) as refusal:
        rotate()

    assert f"{account.name}: {lost.name}" in str(refusal.value)
    assert "VAULT_KEYS" in str(refusal.value)
    settings.VAULT_KEYS = [NEW]
    other = Secret.objects.get(pk=secrets[1].pk)
    assert vault.decrypt(other.ciphertext) == "second"


def test_a_value_that_changed_meanwhile_is_not_undone(settings, secrets, monkeypatch):
    real = vault.re_encrypt

    def changed_meanwhile(ciphertext):
        Secret.objects.filter(pk=secrets[0].pk, name="first").update(
            ciphertext=vault.encrypt("newer"), name="renamed"
        )
        return real(ciphertext)

    monkeypatch.setattr(vault, "re_encrypt", changed_meanwhile)
    rotate()

    assert vault.decrypt(Secret.objects.get(name="renamed").ciphertext) == "newer"
