"""What a schedule would do, while it is being typed."""

from __future__ import annotations

import pytest

from schedules.models import Schedule
from tests.admin.pages import Browser, address, filled, sentences, visible

PAGE = "schedules_schedule_preview"
# An empty form, as the page sends it.
WHEN = {
    "kind": "interval",
    "every": "",
    "unit": "60",
    "expression": "",
    "time_zone": "UTC",
    "enabled": "on",
    "gap": "after",
    "repeat": "first",
    "misfire": "run_latest",
    "overlap": "queue_one",
}


@pytest.fixture(autouse=True)
def _noon(time_machine, noon):
    time_machine.move_to(noon, tick=False)


def typed(browser: Browser, *, prefix: str = "", schedule: object = None, **fields):
    """The preview's answer to these fields."""
    given = WHEN | fields
    sent = {f"{prefix}{name}": value for name, value in given.items()}
    if schedule is not None:
        sent["schedule"] = str(schedule)
    return browser.client.get(address(PAGE), sent)


@pytest.mark.parametrize("prefix", ["", "schedules-0-", "schedules-12-"])
def test_words_and_the_next_ten_instants_are_shown(member, prefix):
    response = typed(member, kind="cron", expression="30 8 * * 1-5", prefix=prefix)

    assert "at 08:30 from Monday to Friday" in visible(response)
    assert visible(response).count("08:30:00") == 10


def test_instants_are_in_the_zone_of_the_schedule(member):
    text = visible(
        typed(member, kind="cron", expression="0 8 * * *", time_zone="Asia/Tokyo")
    )

    assert "08:00:00 JST" in text


def test_an_interval_is_read_in_its_unit(member):
    assert "every 2 hours" in visible(typed(member, every="2", unit="3600"))


def test_where_notations_differ_is_said(member):
    text = visible(typed(member, kind="cron", expression="0 8 * * 1"))

    assert "Sunday" in text


def test_what_never_fires_is_said(member):
    text = visible(typed(member, kind="cron", expression="0 0 30 2 *"))

    assert "It never fires: no date matches." in text


def test_days_on_which_the_clocks_change_are_marked(member):
    text = visible(
        typed(
            member,
            kind="quartz",
            expression="0 30 2 ? MAR SUNL",
            time_zone="Europe/Berlin",
        )
    )

    assert "moved: the clocks change" in text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"kind": "cron", "expression": "61 * * * *"}, "61"),
        ({"kind": "cron", "expression": "* * * * *", "time_zone": "Mars"}, "time zone"),
        ({"kind": "moon", "expression": "full"}, "moon"),
        ({"every": "often"}, "Enter a number."),
        ({"every": "1", "most_firings": "9" * 30}, "less than or equal"),
        ({"every": "1", "starts_at": "soon"}, "Enter a valid date/time."),
        ({"kind": "cron", "expression": "\0"}, "Null characters"),
    ],
)
def test_what_cannot_be_read_is_answered_with_its_sentence(member, fields, sentence):
    response = typed(member, **fields)

    assert response.status_code == 200
    assert sentence in visible(response)


def test_nothing_typed_yet_is_no_mistake(member):
    assert "Say when" in visible(typed(member))
    assert "Say when" in member.text(PAGE)


@pytest.mark.parametrize(("most", "shown"), [("1", 1), ("3", 3), ("", 10)])
def test_no_more_instants_than_it_may_fire(member, most, shown):
    response = typed(member, kind="cron", expression="0 8 * * *", most_firings=most)

    assert visible(response).count("08:00:00") == shown


@pytest.mark.parametrize(
    ("overlap", "is_said"), [("queue_one", True), ("skip", True), ("queue_all", False)]
)
def test_run_all_without_a_queue_for_all_is_refused(member, overlap, is_said):
    text = visible(typed(member, every="5", misfire="run_all", overlap=overlap))

    assert ("drop all but one of them again" in text) is is_said


def test_the_difference_to_the_saved_one_is_shown(member, make_schedule):
    schedule = make_schedule(kind="cron", expression="0 8 * * *")

    text = visible(
        typed(member, kind="cron", expression="0 9 * * *", schedule=schedule.pk)
    )

    assert "in the next 90 days" in text
    assert "90 firings move" in text


def test_firings_that_go_and_come_are_told_apart(member, make_schedule):
    schedule = make_schedule(kind="cron", expression="0 8 * * 1")

    text = visible(
        typed(member, kind="cron", expression="0 8 * * 2", schedule=schedule.pk)
    )

    assert "firings go:" in text
    assert "firings come:" in text


def test_what_stays_as_it_is_has_no_difference(member, make_schedule):
    schedule = make_schedule(kind="cron", expression="0 8 * * *")

    text = visible(
        typed(member, kind="cron", expression="0 8 * * *", schedule=schedule.pk)
    )

    assert "90 days" not in text


def test_a_spoilt_saved_one_is_no_hindrance(member, make_schedule):
    schedule = make_schedule()
    Schedule.objects.filter(pk=schedule.pk).update(kind="cron", expression="never")

    response = typed(member, every="5", schedule=schedule.pk)

    assert "every 5 minutes" in visible(response)


def test_looking_writes_nothing(member, make_schedule):
    schedule = make_schedule()
    before = Schedule.objects.values().get()

    typed(member, every="7", schedule=schedule.pk)

    assert Schedule.objects.values().get() == before


@pytest.mark.parametrize("field", ["starts_at", "ends_at"])
@pytest.mark.parametrize("moment", ["0001-01-01T00:00", "9999-12-31T23:59:59"])
def test_a_window_at_the_ends_of_time_is_refused(member, make_schedule, field, moment):
    schedule = make_schedule(
        kind="cron", expression="0 8 * * *", time_zone="Asia/Tokyo"
    )
    fields = {"kind": "cron", "expression": "0 8 * * *", "time_zone": "Asia/Tokyo"}

    shown = typed(member, schedule=schedule.pk, **fields, **{field: moment})
    saved = member.submit("schedules_schedule_change", schedule.pk, **{field: moment})

    assert "The year is outside 1970-2099." in visible(shown)
    assert "The year is outside 1970-2099." in sentences(saved)[field]


@pytest.mark.parametrize("id_", ["0", "-1", "x", "", "9" * 40, "1.5"])
def test_a_schedule_that_is_not_there(member, id_):
    assert typed(member, every="7", schedule=id_).status_code == 404


def test_another_accounts_schedule_is_not_there(outsider, make_schedule):
    schedule = make_schedule()

    assert typed(outsider, every="7", schedule=schedule.pk).status_code == 404


def test_who_belongs_to_no_account_sees_nothing(staff):
    assert typed(staff("nora"), every="7").status_code == 403


def test_who_is_not_signed_in_is_sent_to_the_door(client, db):
    response = client.get(address(PAGE))

    assert response.status_code == 302
    assert "login" in response.url


def test_each_form_of_a_job_has_its_preview(member, make_schedule, job):
    schedule = make_schedule()

    page = member.get("jobs_job_change", job.pk).content.decode()

    # The saved one, and the empty form that is copied for new ones.
    assert page.count(f'hx-get="{address(PAGE)}"') == 2
    assert page.count(f'{{"schedule": {schedule.pk}}}') == 1


def test_the_page_of_a_schedule_has_one_too(member, make_schedule):
    page = member.get("schedules_schedule_change", make_schedule().pk)

    assert page.content.decode().count(f'hx-get="{address(PAGE)}"') == 1
    assert "most_firings" in filled(page)
