from __future__ import annotations

import datetime as dt

import pytest

pytestmark = pytest.mark.usefixtures("it_is_noon")


def test_a_robot_tells_who_it_is(api, make_robot, account, noon):
    robot = make_robot(account=account, host="belfry", version="5.6")

    for ident in (robot.pk, robot.guid):
        assert api.ask("get", f"robots/{ident}/").json() == {
            "id": robot.pk,
            "guid": str(robot.guid),
            "name": "tower",
            "host": "belfry",
            "version": "5.6",
            "last_seen_at": "2026-03-02T12:00:00Z",
            "present": True,
        }


@pytest.mark.parametrize(("silent_s", "present"), [(0, True), (29, True), (30, False)])
def test_one_that_was_not_seen_for_long_is_absent(
    api, make_robot, it_is_noon, noon, silent_s, present
):
    make_robot()
    it_is_noon.move_to(noon + dt.timedelta(seconds=silent_s))

    [robot] = api.ask("get", "robots/").json()["results"]

    assert robot["present"] is present


def test_one_that_was_never_seen_is_absent(api):
    from runs.models import Robot

    Robot.objects.create(name="planned")

    [robot] = api.ask("get", "robots/").json()["results"]

    assert (robot["last_seen_at"], robot["present"]) == (None, False)


def test_the_operators_robots_serve_everybody(api, foreign_api, make_robot, account):
    shared, own = make_robot("shared"), make_robot("own", account=account)

    def names(caller):
        return [each["name"] for each in caller.ask("get", "robots/").json()["results"]]

    assert names(api) == [own.name, shared.name]
    assert names(foreign_api) == [shared.name]
    assert foreign_api.ask("get", f"robots/{shared.guid}/").status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_robots_are_only_read(api, make_robot, method):
    robot = make_robot()

    assert api.ask(method, f"robots/{robot.guid}/", {"name": "x"}).status_code == 405
    assert api.ask(method, "robots/", {"name": "x"}).status_code == 405
    robot.refresh_from_db()
    assert robot.name == "tower"


@pytest.mark.parametrize(
    "ident", ["0", "tower", "7c9e6679-7425-40de-944b-e07fc1f90ae7"]
)
def test_what_names_no_robot_is_not_there(api, make_robot, ident):
    make_robot()

    assert api.ask("get", f"robots/{ident}/").status_code == 404
