"""Who looks at the pages: a member, a stranger's member, an operator."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import translation

import workflows.actions
from accounts import actions
from accounts.choices import Role
from accounts.models import Account
from tests.admin.pages import Browser, filled
from workflows.models import Workflow


@pytest.fixture(autouse=True)
def no_language_of_other_tests() -> Iterator[None]:
    """A page in German leaves its thread speaking German."""
    yield
    translation.deactivate()


@pytest.fixture
def staff(db: None) -> Callable[..., Browser]:
    """Somebody of the staff who belongs to these accounts, signed in."""

    def sign_in(
        name: str, *accounts: Account, role: Role = Role.OPERATOR, **values: bool
    ) -> Browser:
        user = User.objects.create(username=name, is_staff=True, **values)
        for account in accounts:
            actions.admit(user, account, role=role)
        client = Client()
        client.force_login(user)
        return Browser(client)

    return sign_in


@pytest.fixture
def member(staff: Callable[..., Browser], account: Account) -> Browser:
    return staff("mia", account)


@pytest.fixture
def boss(staff: Callable[..., Browser], account: Account) -> Browser:
    """Who may do everything in the account."""
    return staff("bea", account, role=Role.ADMIN)


@pytest.fixture
def outsider(staff: Callable[..., Browser], stranger: Account) -> Browser:
    return staff("stan", stranger)


@pytest.fixture
def operator(staff: Callable[..., Browser], account: Account) -> Browser:
    return staff("olga", account, is_superuser=True)


STEPS = [
    {"key": "first", "kind": "compose", "outputs": {"v": "{{ input.name }}"}},
    {"key": "second", "kind": "http", "method": "GET", "url": "https://api.example/"},
]


@pytest.fixture
def workflow(account: Account) -> Workflow:
    """Of two steps, with a parameter and an output."""
    return workflows.actions.create(
        account,
        {
            "name": "Nightly",
            "parameters": [{"name": "name", "default": ""}],
            "outputs": {"x": "{{ steps.first.output.v }}"},
            "steps": STEPS,
        },
    )


@pytest.fixture
def edit(member: Browser, workflow: Workflow) -> Callable[..., Any]:
    """Press a button of the editor, or change fields and send the page."""

    def send(page: str = "workflows_workflow_change", /, **changes: Any) -> Any:
        fields = filled(member.get("workflows_workflow_change", workflow.pk))
        sent = {n.replace("__", "-"): value for n, value in changes.items()}
        given = {n: v for n, v in (fields | sent).items() if v is not None}
        return member.post(page, workflow.pk, data=given)

    return send
