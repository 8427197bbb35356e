"""Who looks at the pages: a member, a stranger's member, an operator."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import translation

from accounts import actions
from accounts.models import Account
from tests.admin.pages import Browser


@pytest.fixture(autouse=True)
def no_language_of_other_tests() -> Iterator[None]:
    """A page in German leaves its thread speaking German."""
    yield
    translation.deactivate()


@pytest.fixture
def staff(db: None) -> Callable[..., Browser]:
    """Somebody of the staff who belongs to these accounts, signed in."""

    def sign_in(name: str, *accounts: Account, **values: bool) -> Browser:
        user = User.objects.create(username=name, is_staff=True, **values)
        for account in accounts:
            actions.admit(user, account)
        client = Client()
        client.force_login(user)
        return Browser(client)

    return sign_in


@pytest.fixture
def member(staff: Callable[..., Browser], account: Account) -> Browser:
    return staff("mia", account)


@pytest.fixture
def outsider(staff: Callable[..., Browser], stranger: Account) -> Browser:
    return staff("stan", stranger)


@pytest.fixture
def operator(staff: Callable[..., Browser], account: Account) -> Browser:
    return staff("olga", account, is_superuser=True)
