from __future__ import annotations

import pytest

from tests.api.conftest import ROOT

LISTS = [
    *("jobs/", "workflows/", "schedules/", "blackouts/", "runs/", "robots/"),
    *("accounts/", "keys/", "secrets/"),
]


def names(api, address):
    """Page by page."""
    address = ROOT + address
    while address:
        page = api.get(address).json()
        yield [each["name"] for each in page["results"]]
        address = page["next"]


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [
        ("-created_at", ["c", "a", "b", "a"]),
        ("created_at", ["a", "b", "a", "c"]),
        ("name", ["a", "a", "b", "c"]),
        ("-name", ["c", "b", "a", "a"]),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_jobs_come_in_the_order_that_is_asked_for(
    api, make_job, ordering, expected, size
):
    for name in ("a", "b", "a", "c"):
        make_job(name=name)

    pages = list(names(api, f"jobs/?ordering={ordering}&page_size={size}"))

    assert [name for page in pages for name in page] == expected
    assert all(len(page) <= size for page in pages)


def test_names_of_all_kinds_are_cut_into_pages(api, make_job):
    wanted = sorted(["%", "a b", "ä", "a.b", "&", "日本", "a" * 200, "-"])
    for name in wanted:
        make_job(name=name)

    pages = names(api, "jobs/?ordering=name&page_size=1")

    assert sorted(name for page in pages for name in page) == wanted


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("ordering", ["created_at", "-created_at"])
def test_every_list_knows_the_order_of_age(admin_api, address, ordering):
    answer = admin_api.ask("get", f"{address}?ordering={ordering}")

    assert answer.status_code == 200


@pytest.mark.parametrize("ordering", ["password", "", "-", "--name", "name,id", "\x00"])
def test_another_order_is_refused_with_those_there_are(api, ordering):
    answer = api.get(f"{ROOT}jobs/", {"ordering": ordering})

    assert answer.status_code == 400
    [sentence] = answer.json()["errors"]["ordering"]
    assert "created_at, -created_at, name, -name" in sentence


@pytest.mark.parametrize(
    "cursor",
    ["1.", "1.!", "1.YQ.YQ", "x.YQ", "0.YQ", "1.AA", "1.gA", "1." + "A" * 9999],
)
def test_a_cursor_that_is_none_of_ours_is_no_bug(api, make_job, cursor):
    make_job(name="a")

    answer = api.get(f"{ROOT}jobs/", {"ordering": "name", "cursor": cursor})

    assert answer.status_code in {200, 400}


def test_the_ledger_goes_both_ways(api, schedule):
    for ordering, status in (("due_at", 200), ("-due_at", 200), ("created_at", 400)):
        address = f"schedules/{schedule.pk}/occurrences/?ordering={ordering}"
        assert api.ask("get", address).status_code == status


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("jobs/?enabled=true", ["on"]),
        ("jobs/?enabled=false", ["off"]),
        ("jobs/?name=on", ["on"]),
        ("jobs/?name=nobody", []),
        ("jobs/?name=on&enabled=false", []),
    ],
)
def test_jobs_are_narrowed(api, make_job, query, found):
    make_job(name="on")
    make_job(name="off", enabled=False)

    assert [*names(api, query)] == [found]


def test_schedules_are_narrowed(api, make_schedule, make_job, job):
    first = make_schedule(name="first")
    make_schedule(name="second", process=make_job(name="Other"), enabled=False)

    assert [*names(api, f"schedules/?process={job.number}")] == [["first"]]
    assert [*names(api, f"schedules/?process={job.guid}")] == [["first"]]
    assert [*names(api, "schedules/?enabled=true")] == [[first.name]]
    assert [*names(api, "schedules/?ordering=name")] == [["first", "second"]]


@pytest.mark.parametrize(
    "query", ["jobs/?enabled=yes", "schedules/?process=x", "jobs/?name=%00"]
)
def test_a_filter_that_cannot_be_read_is_refused(api, query):
    answer = api.ask("get", query)

    assert answer.status_code == 400
    assert answer.json()["errors"]
