from __future__ import annotations

import pytest

from schedules.models import Blackout

EASTER = {
    "name": "Easter",
    "starts_at": "2090-04-14T00:00:00+02:00",
    "ends_at": "2090-04-18T00:00:00+02:00",
}


def test_a_period_is_made(api, account):
    answer = api.ask("post", "blackouts/", EASTER)

    assert answer.status_code == 201
    blackout = Blackout.objects.get()
    assert blackout.account == account
    assert answer["Location"].endswith(f"/api/v1/blackouts/{blackout.pk}/")
    assert answer.json() == {
        "id": blackout.pk,
        "name": "Easter",
        "starts_at": "2090-04-13T22:00:00Z",
        "ends_at": "2090-04-17T22:00:00Z",
    }


def test_it_is_read_changed_and_taken_away(api, blackout):
    address = f"blackouts/{blackout.pk}/"
    shown = api.ask("get", address).json()

    renamed = api.ask("patch", address, {"name": "Move"})
    replaced = api.ask("put", address, EASTER)
    deleted = api.ask("delete", address)

    assert renamed.json() == {**shown, "name": "Move"}
    assert replaced.json()["ends_at"] == "2090-04-17T22:00:00Z"
    assert deleted.status_code == 204
    assert api.ask("get", address).status_code == 404
    assert api.ask("delete", address).status_code == 404


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": None}, "name"),
        ({"name": 5}, "name"),
        ({"starts_at": None}, "starts_at"),
        ({"starts_at": "2090-04-14"}, "starts_at"),
        ({"starts_at": "2090-04-14T00:00:00"}, "starts_at"),
        ({"ends_at": ""}, "ends_at"),
        ({"ends_at": []}, "ends_at"),
        ({"ends_at": EASTER["starts_at"]}, "ends_at"),
        ({"ends_at": "2080-01-01T00:00:00Z"}, "ends_at"),
        ({"account": 1}, "account"),
    ],
)
def test_bad_input_is_refused_at_its_field(api, said, field):
    answer = api.ask("post", "blackouts/", {**EASTER, **said})

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]
    assert not Blackout.objects.exists()


def test_what_is_missing_is_told(api):
    answer = api.ask("post", "blackouts/", {})

    assert set(answer.json()["errors"]) == {"name", "starts_at", "ends_at"}


def test_a_change_of_one_end_is_checked_against_the_other(api, blackout):
    address = f"blackouts/{blackout.pk}/"

    answer = api.ask("patch", address, {"starts_at": "2090-01-01T00:00:00Z"})

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["ends_at"]


@pytest.mark.parametrize(
    "ident", ["0", "9" * 30, "x", "7c9e6679-7425-40de-944b-e07fc1f90ae7"]
)
def test_what_names_no_period_is_not_there(api, blackout, ident):
    for method in ("get", "patch", "delete"):
        assert api.ask(method, f"blackouts/{ident}/", {}).status_code == 404


def test_the_clock_minds_it(api, make_schedule, noon):
    from schedules import clock
    from schedules.models import Occurrence

    make_schedule()
    window = {"starts_at": "2026-03-02T12:00:00Z", "ends_at": "2026-03-02T12:02:00Z"}
    api.ask("post", "blackouts/", {"name": "Move", **window})

    for minutes in (1, 2):
        clock.tick(noon.replace(minute=minutes))

    rows = Occurrence.objects.order_by("due_at").values_list("outcome", "reason")
    assert list(rows) == [("skipped", "blackout"), ("started", "")]
