"""Pause and resume, skip, move and undo, on the page of a schedule."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.choices import Role
from schedules.models import OccurrenceChange, Schedule
from tests.admin.pages import address, visible

NOW = dt.datetime(2026, 3, 2, 12, 0, 30, tzinfo=dt.UTC)
TOMORROW = "2026-03-03T08:00:00+00:00"


@pytest.fixture(autouse=True)
def _half_past_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def daily(make_schedule):
    return make_schedule(kind="cron", expression="0 8 * * *")


def press(browser, schedule, act, **given):
    url = address("schedules_schedule_act", schedule.pk)
    return browser.client.post(url, {"act": act, **given}, follow=True)


def test_it_is_paused_and_resumed(member, daily):
    paused = visible(press(member, daily, "pause"))
    daily.refresh_from_db()
    assert "Paused since" in paused
    assert (daily.paused_at, daily.next_fire_at) == (NOW, None)

    resumed = visible(press(member, daily, "resume"))
    daily.refresh_from_db()
    assert "Active" in resumed
    assert daily.next_fire_at == dt.datetime.fromisoformat(TOMORROW)


def test_who_may_change_nothing_has_no_buttons(staff, account, daily):
    viewer = staff("vera", account, role=Role.VIEWER)
    own = address("schedules_schedule_act", daily.pk)

    page = viewer.get("schedules_schedule_change", daily.pk).content.decode()
    answer = press(viewer, daily, "pause")

    assert "Active" in page
    assert own not in page
    assert answer.status_code == 404
    assert Schedule.objects.get().paused_at is None


def test_a_pause_ends_at_an_instant_in_the_schedules_zone(member, make_schedule):
    schedule = make_schedule(
        kind="cron", expression="0 8 * * *", time_zone="Asia/Tokyo"
    )

    page = visible(press(member, schedule, "pause", until="2026-03-10T09:00"))

    schedule.refresh_from_db()
    assert schedule.paused_until == dt.datetime(2026, 3, 10, tzinfo=dt.UTC)
    assert "Paused until" in page
    assert "09:00:00 JST" in page


def test_a_pause_that_is_over_is_none(member, daily):
    Schedule.objects.update(paused_at=NOW, paused_until=NOW)

    assert "Active" in member.text("schedules_schedule_change", daily.pk)


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        ("2026-03-02T12:00", "is past"),
        ("tomorrow", "Write a date and a time"),
        ("0001-01-01T00:00", "Write a date and a time"),
        ("9999-12-31T23:59:59-23:59", "Write a date and a time"),
    ],
)
def test_a_bad_end_pauses_nothing(member, daily, until, sentence):
    assert sentence in visible(press(member, daily, "pause", until=until))

    daily.refresh_from_db()
    assert daily.paused_at is None


def test_a_firing_is_skipped_with_who_and_why(member, daily):
    page = visible(press(member, daily, "skip", due_at=TOMORROW, why="Holiday"))

    change = OccurrenceChange.objects.get()
    assert (change.by, change.why, change.moved_to) == ("mia", "Holiday", None)
    assert "skipped by mia: Holiday" in page


def test_a_firing_is_moved(member, daily):
    page = press(member, daily, "move", due_at=TOMORROW, moved_to="2026-03-03T10:15")

    change = OccurrenceChange.objects.get()
    assert change.moved_to == dt.datetime(2026, 3, 3, 10, 15, tzinfo=dt.UTC)
    assert "10:15:00" in visible(page)


def test_one_whose_time_is_past_and_that_is_still_to_come_is_shown(
    member, daily, time_machine
):
    press(member, daily, "move", due_at=TOMORROW, moved_to="2026-03-03T10:15")
    time_machine.move_to("2026-03-03T09:00:00+00:00", tick=False)

    page = member.get("schedules_schedule_change", daily.pk)
    assert "10:15:00" in visible(page)
    assert 'value="undo"' not in page.content.decode()


def test_a_change_is_undone(member, daily):
    press(member, daily, "skip", due_at=TOMORROW)

    page = visible(press(member, daily, "undo", due_at=TOMORROW))

    assert "It will fire as planned." in page
    assert not OccurrenceChange.objects.exists()


def test_what_has_happened_is_not_undone(member, daily, time_machine):
    press(member, daily, "skip", due_at=TOMORROW)
    time_machine.move_to("2026-03-03T09:00:00+00:00", tick=False)

    page = visible(press(member, daily, "undo", due_at=TOMORROW))

    assert "Only what is still to come" in page
    assert OccurrenceChange.objects.exists()


@pytest.mark.parametrize(
    ("act", "given", "sentence"),
    [
        ("skip", {}, "Write a date and a time"),
        ("skip", {"due_at": "2026-03-03T08:00:01"}, "No firing is planned"),
        ("skip", {"due_at": "2026-03-01T08:00:00"}, "still to come"),
        ("skip", {"due_at": TOMORROW, "why": "x" * 501}, "500"),
        ("skip", {"due_at": TOMORROW, "why": "\0"}, "Null"),
        ("move", {"due_at": TOMORROW}, "Write a date and a time"),
        ("move", {"due_at": TOMORROW, "moved_to": "2026-03-01T08:00"}, "still to come"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_sentence(
    member, daily, act, given, sentence
):
    assert sentence in visible(press(member, daily, act, **given))
    assert not OccurrenceChange.objects.exists()


@pytest.mark.parametrize("act", ["pause", "resume", "skip", "move", "undo"])
def test_a_spoilt_row_is_refused_and_does_not_break(member, daily, act):
    Schedule.objects.update(expression="never", time_zone="No/Where")

    response = press(member, daily, act, due_at=TOMORROW, moved_to=TOMORROW)

    assert response.status_code == 200


def test_what_falls_into_a_blackout_says_so(member, daily, account):
    account.blackouts.create(
        name="Stocktaking", starts_at=NOW, ends_at=NOW + dt.timedelta(days=1)
    )

    page = member.text("schedules_schedule_change", daily.pk)
    assert page.count("Stocktaking") == 1


def test_who_did_it_is_in_the_history(member, daily):
    press(member, daily, "pause")

    assert "It is paused." in member.text("schedules_schedule_history", daily.pk)


@pytest.mark.parametrize("act", ["", "explode"])
def test_other_words_do_nothing(member, daily, act):
    assert press(member, daily, act).status_code == 404


def test_looking_changes_nothing(member, daily):
    assert member.get("schedules_schedule_act", daily.pk).status_code == 405


@pytest.mark.parametrize("act", ["pause", "resume", "skip", "move", "undo"])
def test_another_accounts_schedule_is_left_alone(outsider, daily, act):
    assert press(outsider, daily, act, due_at=TOMORROW).status_code == 404
    assert not OccurrenceChange.objects.exists()


@pytest.mark.parametrize("id_", ["0", "x", "9" * 40])
def test_what_is_not_there_is_not_found(member, id_):
    url = address("schedules_schedule_act", id_)
    assert member.client.post(url, {"act": "pause"}).status_code == 404


def test_who_is_not_signed_in_is_sent_to_the_door(client, daily):
    url = address("schedules_schedule_act", daily.pk)
    response = client.post(url, {"act": "pause"})

    daily.refresh_from_db()
    assert "login" in response.url
    assert daily.paused_at is None
