"""No plan holds a credential (D5): literal ones become secrets when a job is saved."""

from __future__ import annotations

import base64
import re

import pytest

from accounts import vault
from accounts.models import Secret
from jobs import actions

LITERAL = "Bearer c0rrect-h0rse"


@pytest.fixture
def save(account):
    def save_it(*, owner=account, **values):
        defaults = {"method": "POST", "url": "https://api.example/orders"}
        return actions.create(owner, defaults | values)

    return save_it


def change(job, **values):
    """Save the job again as a form does: with all it shows."""
    shown = {name: getattr(job, name) for name in ("method", "url", "headers", "name")}
    return actions.change(job, shown | values)


def plan_of(job):
    job.refresh_from_db()
    return job.current_version.plan


def sent_headers(job):
    return plan_of(job)["steps"][0]["request"]["headers"]


@pytest.mark.parametrize(
    "name",
    [
        *("Authorization", "authorization", "AUTHORIZATION", "Proxy-Authorization"),
        *("Cookie", "cookie", "X-Api-Key", "x-api-key", "X-API-KEY"),
    ],
)
def test_a_literal_credential_becomes_a_secret_of_the_urls_host(save, account, name):
    job = save(headers={name: LITERAL, "X-Other": LITERAL})

    secret = Secret.objects.get(account=account)
    reference = f"{{{{ secrets.{secret.name} }}}}"
    assert secret.hosts == ["api.example"]
    assert vault.decrypt(secret.ciphertext) == LITERAL
    assert job.headers == {name: reference, "X-Other": LITERAL}
    assert sent_headers(job) == job.headers
    assert job.current_version.definition["headers"] == job.headers


@pytest.mark.parametrize(
    ("url", "host", "name"),
    [
        ("https://API.example/x", "api.example", "api_example_authorization"),
        ("http://api.example:8443/", "api.example:8443", "api_example_8443_authoriz"),
        ("http://127.0.0.1/", "127.0.0.1", "host_127_0_0_1_authorization"),
        ("http://[::1]:80/", "[::1]", "host__1_authorization"),
        ("http://bücher.example/", "bücher.example", "b_cher_example_authorization"),
        ("http://日本.example/", "日本.example", "host__example_authorization"),
        ("http://" + ".".join(["a" * 60] * 4) + "/", "a" * 60, "a" * 60),
    ],
)
def test_its_name_tells_host_and_header_and_can_stand_in_an_expression(
    save, url, host, name
):
    job = save(url=url, headers={"Authorization": LITERAL})

    secret = Secret.objects.get()
    assert secret.hosts[0].startswith(host)
    assert secret.name.startswith(name)
    assert re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,99}", secret.name)
    assert sent_headers(job)["Authorization"] == f"{{{{ secrets.{secret.name} }}}}"


def test_of_an_internal_job_the_host_is_our_own(save, settings):
    settings.INTERNAL_BASE_URL = "http://web:8000"

    save(url="/healthz", headers={"Authorization": LITERAL})

    assert Secret.objects.get().hosts == ["web:8000"]


def test_user_and_password_of_the_url_become_one(save):
    job = save(url="https://robot:c0rrect@api.example:8443/x")

    secret = Secret.objects.get()
    token = base64.b64encode(b"robot:c0rrect").decode()
    assert job.url == "https://api.example:8443/x"
    assert job.name == "post|https://api.example:8443/x"
    assert vault.decrypt(secret.ciphertext) == f"Basic {token}"
    assert secret.hosts == ["api.example:8443"]
    assert list(sent_headers(job)) == ["Authorization"]


def test_several_credentials_of_one_job_are_several_secrets(save):
    job = save(
        headers={"Authorization": LITERAL, "Cookie": "sid=1234", "X-Api-Key": "k"}
    )

    assert Secret.objects.count() == 3
    assert len(set(sent_headers(job).values())) == 3


def test_the_same_literal_again_uses_the_same_secret(save):
    first, second = save(headers={"Cookie": "a=1"}), save(headers={"cookie": "a=1"})

    assert Secret.objects.count() == 1
    assert [*first.headers.values()] == [*second.headers.values()]


def test_another_value_under_the_same_header_is_another_secret(save):
    save(headers={"Cookie": "a=1"})
    save(headers={"Cookie": "a=2"})

    assert set(Secret.objects.values_list("name", flat=True)) == {
        "api_example_cookie",
        "api_example_cookie_2",
    }


def test_another_host_gets_its_own(save):
    save(headers={"Cookie": "a=1"})
    save(url="https://other.example/", headers={"Cookie": "a=1"})

    assert sorted(
        hosts[0] for hosts in Secret.objects.values_list("hosts", flat=True)
    ) == [
        "api.example",
        "other.example",
    ]


def test_another_account_gets_its_own(save, account, stranger):
    save(headers={"Cookie": "a=1"})
    save(owner=stranger, headers={"Cookie": "a=1"})

    assert account.secrets.count() == stranger.secrets.count() == 1


@pytest.mark.parametrize(
    "value",
    [
        "{{ secrets.MINE }}",
        "Bearer {{ secrets.MINE }}",
        "{{ input.token }}",
        "sid={{ secrets.A }}; b={{ secrets.B }}",
    ],
)
def test_a_reference_that_the_user_wrote_is_kept(save, value):
    job = save(headers={"Authorization": value})

    assert job.headers == {"Authorization": value}
    assert not Secret.objects.exists()


def test_an_empty_credential_is_none(save):
    assert save(headers={"Authorization": ""}).headers == {"Authorization": ""}
    assert not Secret.objects.exists()


def test_editing_something_else_keeps_the_credential(save):
    job = save(headers={"Authorization": LITERAL})
    before = job.headers

    change(job, url="https://api.example/other", name="")

    assert sent_headers(job) == before
    assert Secret.objects.count() == 1
    assert job.versions.count() == 2


def test_saving_unchanged_makes_neither_secret_nor_version(save):
    job = save(headers={"Authorization": LITERAL})

    change(job)

    assert Secret.objects.count() == 1
    assert job.versions.count() == 1


def test_typing_a_new_credential_takes_the_place_of_the_old(save):
    job = save(headers={"Authorization": LITERAL})

    change(job, headers={"Authorization": "Bearer another"})

    name = sent_headers(job)["Authorization"].split(".")[1].split()[0]
    assert vault.decrypt(Secret.objects.get(name=name).ciphertext) == "Bearer another"
    assert job.versions.get(number=1).plan != plan_of(job)


def test_a_secret_does_not_follow_the_job_to_another_host(save):
    """Who may edit a job cannot have its credential sent to a server of theirs."""
    from runs import plan
    from runs.exceptions import ExpressionError
    from runs.steps import http

    job = save(headers={"Authorization": LITERAL})
    change(job, url="https://evil.example/")

    secret = Secret.objects.get()
    step = plan.read(plan_of(job)).steps[0]
    with pytest.raises(ExpressionError, match=r"may not be sent to evil\.example"):
        http.resolve(step, {secret.name: secret})
