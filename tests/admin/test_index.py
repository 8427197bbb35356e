from __future__ import annotations

from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Account
from tests.admin.pages import Browser
from tests.conftest import answered


def test_without_jobs_it_leads_to_the_first_one(member):
    text = member.text("index")

    assert "No jobs yet." in text
    assert "Add your first job" in text
    assert "Nothing has run yet." in text


def test_it_shows_what_is_due_under_way_and_failed(
    member, make_job, make_schedule, start, work, peer
):
    make_schedule(process=make_job(name="Due one"), kind="cron", expression="0 6 * * *")
    start(process=make_job(name="Open one"))
    peer.answers.append(answered(500))
    failed = start(process=make_job(name="Bad one"))
    work(failed)

    text = member.text("index")
    due, rest = text.split("Under way")
    under_way, bad = rest.split("Failed lately")
    assert "Due one" in due
    assert "Open one" in under_way
    assert "Bad one" in bad
    assert "The server answered 500" in bad


def test_others_things_are_not_on_it(outsider, make_schedule, start, job):
    make_schedule()
    start()

    assert "Orders" not in outsider.text("index")
    assert "Orders" not in outsider.text("now")


def test_who_belongs_to_no_account_is_told_whom_to_ask(db):
    client = Client()
    client.force_login(User.objects.create(username="new", is_staff=True))

    text = Browser(client).text("index")
    assert "You do not belong to an account yet." in text


def test_an_operator_without_accounts_is_led_to_the_first_one(db, staff):
    Account.objects.all().delete()

    assert "Open the first account" in staff("olga", is_superuser=True).text("index")


def test_its_queries_do_not_grow_with_the_work(member, make_job, make_schedule, start):
    def add() -> None:
        job = make_job()
        make_schedule(process=job)
        start(process=job)

    def count() -> int:
        with CaptureQueriesContext(connection) as caught:
            member.get("index")
        return len(caught)

    add()
    few = count()
    for _each in range(10):
        add()
    assert count() == few
