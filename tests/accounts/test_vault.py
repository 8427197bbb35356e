from __future__ import annotations

import pytest
from cryptography.fernet import Fernet

from accounts import vault
from accounts.exceptions import SecretUnreadableError

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def keyring(settings):
    """Say which keys there are, the newest first."""

    def hold(*keys):
        settings.VAULT_KEYS = list(keys)

    hold(OLD)
    return hold


@pytest.mark.parametrize("value", ["", "x", "Bearer abc", "Grüße, мир", "a\x00b", "{{"])
def test_what_is_encrypted_can_be_read_again(keyring, value):
    assert vault.decrypt(vault.encrypt(value)) == value


def test_the_ciphertext_shows_nothing_and_differs_each_time(keyring):
    first, second = vault.encrypt("correct horse"), vault.encrypt("correct horse")

    assert "correct" not in first
    assert first != second


def test_a_new_key_in_front_encrypts_and_the_old_one_still_reads(keyring):
    before = vault.encrypt("value")
    keyring(NEW, OLD)

    assert vault.decrypt(before) == "value"
    after = vault.encrypt("value")
    keyring(NEW)
    assert vault.decrypt(after) == "value"


def test_a_value_whose_key_is_gone_is_an_error_in_words(keyring):
    ciphertext = vault.encrypt("value")
    keyring(NEW)

    with pytest.raises(SecretUnreadableError, match="VAULT_KEYS"):
        vault.decrypt(ciphertext)


@pytest.mark.parametrize("damaged", ["", "no token", "ä", "gAAAAA=="])
def test_a_damaged_ciphertext_is_the_same_error(keyring, damaged):
    with pytest.raises(SecretUnreadableError):
        vault.decrypt(damaged)


def test_one_changed_sign_is_noticed(keyring):
    ciphertext = vault.encrypt("value")
    swapped = "A" if ciphertext[20] != "A" else "B"

    with pytest.raises(SecretUnreadableError):
        vault.decrypt(ciphertext[:20] + swapped + ciphertext[21:])


def test_the_fingerprint_tells_values_apart_and_shows_nothing(settings):
    print_ = vault.fingerprint("value")

    assert vault.fingerprint("value") == print_
    assert vault.fingerprint("Value") != print_
    settings.SECRET_KEY = "another"
    assert vault.fingerprint("value") != print_
