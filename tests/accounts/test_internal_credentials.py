from __future__ import annotations

import datetime as dt
import urllib.parse
import uuid

import pytest
from django.core import signing

from accounts import internal_credentials
from accounts.internal_credentials import Claim
from accounts.models import Account
from runs.plan import Step

RUN = str(uuid.uuid4())


@pytest.fixture
def claim(account):
    def make(**changed):
        values = {
            "account_id": account.pk,
            "method": "GET",
            "path": "/echo/",
            "run": RUN,
        }
        return Claim(**values | changed)

    return make


def test_what_was_signed_is_what_is_verified(claim):
    assert internal_credentials.verify(internal_credentials.sign(claim())) == claim()


def test_the_credential_opens_the_api_it_was_made_for(claim, knock):
    assert knock(internal_credentials.sign(claim())) == 200


def test_it_acts_for_its_account_and_tells_the_run(claim, account, rf):
    from accounts.authentication import InternalAuthentication
    from accounts.choices import Role

    header = internal_credentials.sign(claim())
    request = rf.get("/echo/", headers={"Authorization": header})
    found = InternalAuthentication().authenticate(request)

    assert found
    user, access = found
    assert user.is_anonymous
    assert (access.account, access.role, access.run) == (account, Role.OPERATOR, RUN)


@pytest.mark.urls("tests.accounts.anywhere")
@pytest.mark.parametrize(
    "url",
    [
        "/echo/",
        "/",
        "/a b/c  d",
        "/a%20b",
        "/a%2Fb/c",
        "/заказы/№ 7/",
        "/%D0%B7%D0%B0%D0%BA%D0%B0%D0%B7%D1%8B/",
        "/a+b/c%2Bd/",
        "/a//b/",
        "/a/../b/",
        "/50%25/",
        "/%ff",
        "/a%80b/%E4%F6/%D0%B7/",
        "/%c3",
        "/%00/",
        "/query/?q=a/b&r=%2F",
        "/semi;colon/",
    ],
)
def test_the_path_that_is_signed_is_the_path_that_django_sees(account, client, url):
    from runs.steps import http

    who = http.Identity(
        account_id=account.pk, run=uuid.uuid4(), step_run=uuid.uuid4(), attempt=1
    )
    request = {"method": "GET", "url": url, "headers": {}, "internal": True}
    prepared = http.prepare(Step(key="call", request=request), {}, {}, who)
    sent = urllib.parse.urlsplit(prepared.request.url)

    answer = client.get(
        sent._replace(scheme="", netloc="").geturl(),
        headers={"Authorization": prepared.credential},
    )

    assert answer.status_code == 200


@pytest.mark.urls("tests.accounts.anywhere")
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/other/"),
        ("GET", "/echo"),
        ("GET", "/echo/more/"),
        ("GET", "/ECHO/"),
        ("GET", "//echo/"),
        ("POST", "/echo/"),
        ("HEAD", "/echo/"),
        ("DELETE", "/echo/"),
    ],
)
def test_the_credential_is_good_for_no_other_call(claim, knock, method, path):
    header = internal_credentials.sign(claim())

    assert knock(header, path=path, method=method) == 401


def test_after_use_it_is_still_good_for_nothing_else(claim, knock):
    header = internal_credentials.sign(claim())
    assert knock(header) == 200

    assert knock(header, path="/api/v1/") == 401


@pytest.mark.parametrize(("seconds", "status"), [(0, 200), (59, 200), (61, 401)])
def test_it_lasts_for_sixty_seconds(claim, knock, time_machine, noon, seconds, status):
    time_machine.move_to(noon, tick=False)
    header = internal_credentials.sign(claim())

    time_machine.move_to(noon + dt.timedelta(seconds=seconds), tick=False)

    assert knock(header) == status


@pytest.mark.parametrize(
    "forged",
    [
        "Steeple",
        "Steeple ",
        "Steeple x",
        "Steeple a:b:c",
        "Steeple " + ":" * 100,
        "Steeple é:é:é",
        "Steeple " + "x" * 100_000,
    ],
)
def test_a_forged_credential_is_refused(db, knock, forged):
    assert knock(forged) == 401


def test_one_changed_sign_is_noticed(claim, knock):
    header = internal_credentials.sign(claim())

    for place in range(len("Steeple "), len(header), 7):
        swapped = "A" if header[place] != "A" else "B"
        assert knock(header[:place] + swapped + header[place + 1 :]) == 401


@pytest.mark.parametrize("salt", ["", "another.purpose", "accounts.keys"])
def test_what_was_signed_for_another_purpose_is_refused(account, knock, salt):
    token = signing.dumps([account.pk, "GET", "/echo/", RUN], salt=salt)

    assert knock(f"Steeple {token}") == 401


def test_another_sites_signature_is_refused(claim, knock, settings):
    settings.SECRET_KEY = "of another site"
    header = internal_credentials.sign(claim())
    settings.SECRET_KEY = "ours"

    assert knock(header) == 401


def test_an_account_that_is_gone_is_refused(claim, knock):
    header = internal_credentials.sign(claim())
    Account.objects.all().delete()

    assert knock(header) == 401


def test_a_strangers_credential_acts_for_the_stranger(claim, stranger, rf):
    from accounts.authentication import InternalAuthentication

    header = internal_credentials.sign(claim(account_id=stranger.pk))
    request = rf.get("/echo/", headers={"Authorization": header})

    found = InternalAuthentication().authenticate(request)

    assert found
    assert found[1].account == stranger


def test_the_credential_shows_neither_key_nor_secret(claim, settings):
    header = internal_credentials.sign(claim())

    assert settings.SECRET_KEY not in urllib.parse.unquote(header)
