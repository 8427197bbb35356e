from __future__ import annotations

import pytest

from accounts import actions
from accounts.models import Secret
from tests.admin.pages import address


@pytest.fixture
def secret(account) -> Secret:
    return actions.keep_secret(
        account, stem="api_example", host="api.example", value="sesame-open"
    )


def test_name_and_hosts_are_shown_the_value_never(member, secret):
    for text in (
        member.text("accounts_secret_changelist"),
        member.text("accounts_secret_change", secret.pk),
    ):
        assert "api_example" in text
        assert "api.example" in text
        assert "sesame" not in text
        assert secret.ciphertext not in text
        assert secret.fingerprint not in text


def test_it_says_how_a_header_names_it(member, secret):
    text = member.text("accounts_secret_change", secret.pk)

    assert "{{ secrets.api_example }}" in text


def test_it_is_read_only(operator, secret):
    assert operator.get("accounts_secret_add").status_code == 403
    assert operator.post("accounts_secret_change", secret.pk).status_code == 403
    assert operator.post("accounts_secret_delete", secret.pk).status_code == 403


@pytest.mark.parametrize("field", ["ciphertext", "fingerprint"])
def test_its_value_cannot_be_guessed_at_through_a_filter(member, secret, field):
    query = {f"{field}__startswith": "g"}

    assert member.get("accounts_secret_changelist", **query).status_code == 400


def test_another_accounts_secret_is_not_there(outsider, secret):
    assert outsider.get("accounts_secret_change", secret.pk).url == address("index")
    assert "api_example" not in outsider.text("accounts_secret_changelist")
