"""Every address of the router, every method, with the key of another account."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.api.viewsets import AccountViewSet
from jobs.models import Job
from runs.models import ProcessRun
from scheduler_project.api import router
from schedules.models import Schedule
from tests.api.conftest import ROOT
from workflows.models import Workflow

METHODS = ["get", "head", "post", "put", "patch", "delete"]
# Bodies that would do something, if the object were the caller's.
BODIES = {
    "job": {"method": "GET", "url": "https://api.example/", "name": "Taken"},
    "workflow": {"name": "Taken"},
    "schedule": {"enabled": False},
    "run": {},
}


@pytest.fixture
def belongings(job, workflow, schedule, start):
    run = start()
    return {
        "job": (job.number, job.guid),
        "workflow": (workflow.number, workflow.guid),
        "schedule": (schedule.pk, schedule.guid),
        "run": (run.pk, run.guid),
    }


def named_addresses():
    """(basename, URL name) of every address that names an object."""
    for _prefix, viewset, basename in router.registry:
        for route in router.get_routes(viewset):
            if route.detail:
                yield basename, route.name.format(basename=basename)


def everything():
    return [
        list(model.objects.order_by("pk").values())
        for model in (Job, Workflow, Schedule, ProcessRun)
    ]


def test_every_resource_stands_on_the_narrowing_ground():
    for _prefix, viewset, _basename in router.registry:
        assert issubclass(viewset, AccountViewSet)
        assert viewset.get_queryset is AccountViewSet.get_queryset
        assert viewset.get_object is AccountViewSet.get_object


@pytest.mark.parametrize(("basename", "name"), sorted(named_addresses()))
def test_anothers_object_is_not_there(foreign_api, belongings, basename, name):
    before = everything()
    for ident in belongings[basename]:
        address = reverse(name, args=[ident])
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
    answer = foreign_api.get(reverse(f"{basename}-list"))

    assert answer.json() == {"results": [], "next": None}


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


@pytest.mark.parametrize("name", ["process", "schedule"])
def test_a_filter_finds_nothing_of_another(foreign_api, job, schedule, start, name):
    start(origin="schedule", origin_guid=schedule.guid)
    guid = {"process": job.guid, "schedule": schedule.guid}[name]

    answer = foreign_api.get(f"{ROOT}runs/?{name}={guid}")

    assert answer.json()["results"] == []
