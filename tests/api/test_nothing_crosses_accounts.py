"""Every address of the router, every method, with the key of another account."""

from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, reverse

from accounts.api.viewsets import AccountViewSet
from accounts.models import ApiKey, Secret
from jobs.models import Job
from runs.models import ProcessRun
from scheduler_project.api import router
from schedules.models import Blackout, Occurrence, OccurrenceChange, Schedule
from tests.api.conftest import ROOT, caller_for
from workflows.models import Workflow

METHODS = ["get", "head", "post", "put", "patch", "delete"]
# Bodies that would do something, if the object were the caller's.
BODIES = {
    "job": {"method": "GET", "url": "https://api.example/", "name": "Taken"},
    "workflow": {"name": "Taken"},
    "schedule": {"enabled": False},
    "blackout": {"name": "Taken"},
    "run": {},
    "robot": {},
    "account": {"name": "Taken"},
    "key": {},
    "secret": {"name": "taken", "value": "x", "hosts": ["a.example"]},
}
# Everything a foreign key might change.
MODELS = (
    *(Job, Workflow, Schedule, ProcessRun, Blackout, Occurrence, OccurrenceChange),
    *(Secret, ApiKey),
)


@pytest.fixture
def belongings(account, job, workflow, schedule, start, blackout, make_robot):
    from accounts import actions

    run, robot = start(), make_robot(account=account)
    key = actions.create_key(account).key
    secret = actions.create_secret(account, name="s", hosts=["a.example"], value="4711")
    return {
        "job": (job.number, job.guid),
        "workflow": (workflow.number, workflow.guid),
        "schedule": (schedule.pk, schedule.guid),
        "blackout": (blackout.pk,),
        "run": (run.pk, run.guid),
        "robot": (robot.pk, robot.guid),
        "account": (account.pk, account.guid),
        "key": (key.pk, key.guid),
        "secret": (secret.pk,),
    }


def named_addresses():
    """(basename, URL name) of every address that names an object."""
    for _prefix, viewset, basename in router.registry:
        for route in router.get_routes(viewset):
            if route.detail:
                yield basename, route.name.format(basename=basename)


def address_of(name, ident):
    """Its address; where that names a part of the object as well, the first."""
    try:
        return reverse(name, args=[ident])
    except NoReverseMatch:
        return reverse(name, args=[ident, "1"])


def everything():
    return [list(model.objects.order_by("pk").values()) for model in MODELS]


def test_every_resource_stands_on_the_narrowing_ground():
    for _prefix, viewset, _basename in router.registry:
        assert issubclass(viewset, AccountViewSet)
        assert viewset.get_queryset is AccountViewSet.get_queryset
        assert viewset.get_object is AccountViewSet.get_object


@pytest.mark.parametrize(("basename", "name"), sorted(named_addresses()))
def test_anothers_object_is_not_there(stranger, belongings, basename, name):
    # With all the rights there are, in another account.
    foreign_api = caller_for(stranger, role="admin")
    before = everything()
    for ident in belongings[basename]:
        address = address_of(name, ident)
        for method in METHODS:
            call = getattr(foreign_api, method)
            answer = call(address, BODIES[basename] if method != "get" else None)

            offered = method.upper() in answer["Allow"]
            assert answer.status_code == (404 if offered else 405), (method, address)
            if offered and method != "head":
                assert answer.json()["detail"] == "There is nothing at this address."
    assert everything() == before


@pytest.mark.parametrize("basename", sorted(BODIES))
def test_anothers_things_are_in_no_list(foreign_api, belongings, basename):
    shown = foreign_api.get(reverse(f"{basename}-list")).json()

    # The caller's own account and key.
    own = [each for each in shown["results"] if basename in {"account", "key"}]
    assert shown == {"results": own, "next": None}
    assert not {each["id"] for each in own} & {*belongings[basename]}


def test_every_resource_has_a_row_in_these_tables(belongings):
    names = {basename for _prefix, _viewset, basename in router.registry}

    assert names == set(belongings) == set(BODIES)


@pytest.mark.parametrize("given", ["number", "guid"])
def test_anothers_process_cannot_be_scheduled(foreign_api, job, given):
    body = {"process": str(getattr(job, given)), "kind": "interval", "expression": 60}

    answer = foreign_api.ask("post", "schedules/", body)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["process"]
    assert not Schedule.objects.exists()


def test_anothers_schedule_cannot_be_previewed(foreign_api, schedule):
    for ident in (schedule.pk, str(schedule.guid)):
        answer = foreign_api.ask("post", "schedules/preview/", {"schedule": ident})

        assert answer.status_code == 400
        assert list(answer.json()["errors"]) == ["schedule"]


@pytest.mark.parametrize("kind", ["job", "workflow"])
def test_anothers_robot_cannot_be_asked_for(
    foreign_api, stranger, account, kind, make_robot
):
    from jobs import actions as jobs
    from workflows import actions as workflows

    robot = make_robot(account=account)
    values = {"name": "Own", "method": "GET", "url": "https://api.example/"}
    make = {"job": jobs, "workflow": workflows}[kind].create
    own = make(stranger, values)

    for ident in (robot.pk, str(robot.guid)):
        answer = foreign_api.ask("patch", f"{kind}s/{own.number}/", {"robot": ident})
        assert answer.status_code == 400
        assert list(answer.json()["errors"]) == ["robot"]


@pytest.mark.parametrize("name", ["process", "schedule"])
def test_a_filter_finds_nothing_of_another(foreign_api, job, schedule, start, name):
    start(origin="schedule", origin_guid=schedule.guid)
    guid = {"process": job.guid, "schedule": schedule.guid}[name]

    answer = foreign_api.get(f"{ROOT}runs/?{name}={guid}")

    assert answer.json()["results"] == []
