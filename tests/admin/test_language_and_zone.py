from __future__ import annotations

import datetime as dt

from django.urls import reverse

from tests.admin.pages import address


def test_the_pages_speak_the_language_that_was_chosen(member, db):
    back = address("index")

    response = member.client.post(
        reverse("set_language"), {"language": "de", "next": back}
    )

    assert response.url == back
    assert "Als Nächstes fällig" in member.text("index")


def test_a_browser_that_prefers_german_gets_german(client, db):
    page = client.get(address("login"), headers={"Accept-Language": "de-AT,de;q=0.9"})

    assert '<html lang="de"' in page.content.decode()


def test_sentences_of_the_definition_are_translated(member):
    member.client.post(reverse("set_language"), {"language": "de"})

    response = member.submit("jobs_job_add", url="ftp://x/")

    assert (
        "Die URL muss mit http:// oder https:// beginnen" in response.content.decode()
    )


def test_times_are_written_in_the_zone_of_the_account(member, account, make_schedule):
    account.time_zone = "Asia/Kathmandu"
    account.save()
    schedule = make_schedule(
        kind="once", expression="2027-01-01T00:00:00Z", time_zone="UTC"
    )

    text = member.text("schedules_schedule_change", schedule.pk)
    assert "Times are in Asia/Kathmandu." in text
    page = member.get("schedules_schedule_changelist").content.decode()
    assert "05:45:00 +0545" in page


def test_from_and_until_are_read_in_the_zone_of_the_account(member, account, make_job):
    from schedules.models import Schedule

    account.time_zone = "Asia/Kathmandu"
    account.save()

    member.submit(
        "jobs_job_add",
        url="https://api.example/",
        schedules__0__every="5",
        schedules__0__starts_at="2027-01-01T05:45",
    )

    starts_at = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    assert Schedule.objects.get().starts_at == starts_at
