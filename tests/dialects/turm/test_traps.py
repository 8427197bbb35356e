"""The traps of Turm's document, one by one (its table of traps, 1 to 16)."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from jobs.models import Job
from runs.models import ProcessRun
from schedules.models import Schedule
from tests.dialects.conftest import payload
from tests.dialects.turm.conftest import NAME

INTERVAL, CRON = "/schedule/interval/newjob/", "/schedule/cron/newjob/"
CALL = {"verb": "POST", "uri": "http://api.example/orders"}
EXECUTE = f"/workflow/execute/{NAME}"


@pytest.fixture
def job(door):
    """Makes a job, and hands it out as it is kept."""

    def job(path=INTERVAL, **said):
        answer = door.query(path, **CALL | said)
        assert answer.status_code == 200, answer.content
        return Job.objects.get(number=answer.json()["id"])

    return job


@pytest.mark.parametrize(
    "said",
    [
        {"verb": "POST", "uri": "http://api.example/orders"},
        {"type": "POST", "url": "http://api.example/orders"},
        {"verb": "POST", "type": "POST", "url": "http://api.example/orders"},
        {"type": "POST", "uri": "http://api.example/orders"},
    ],
)
def test_01_the_table_says_type_and_url_and_the_api_verb_and_uri(door, said):
    assert door.query(INTERVAL, **said).status_code == 200
    assert Job.objects.get().url == "http://api.example/orders"


def test_01_both_spellings_with_different_values_are_422(door):
    answer = door.query(INTERVAL, **CALL, type="GET")

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["query", "verb"]


def test_02_parameters_stand_in_the_query_and_may_stand_in_a_body(door):
    assert door.query(INTERVAL, **CALL).status_code == 200
    assert door.send("POST", INTERVAL, json.dumps(CALL)).status_code == 200


def test_03_the_header_is_a_python_dict_as_text(job):
    headers = {"accept": "application/json", "x-custom-header": "value"}

    assert job(header=payload("turm/header.txt").decode()).headers == headers
    assert job(header=json.dumps(headers)).headers == headers
    assert job(header="{“accept”: “text/html”}").headers == {"accept": "text/html"}
    assert job(header="").headers == {}


def test_03_swaggers_own_unbalanced_example_is_422_and_never_run(door):
    text = payload("turm/header.swagger.txt").decode()

    answer = door.query(INTERVAL, **CALL, header=text)

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["query", "header"]
    assert not Job.objects.exists()


def test_04_the_links_into_the_documentation_are_no_routes(door):
    page = "/docs/TurmJobs/Neuen_interval_Job_anlegen_schedule_interval_newjob__post"

    assert door.send("POST", page).status_code == 404


@pytest.fixture(scope="module")
def document():
    from drf_spectacular.generators import SchemaGenerator

    return SchemaGenerator().get_schema(request=None, public=True)


def test_05_and_06_the_operation_ids_are_those_of_the_links(document):
    """FastAPI's rule: the route's name, its path and its verb, each sign a `_`."""
    for path, name in (
        (INTERVAL, "Neuen interval Job anlegen"),
        (CRON, "Neuen Corn Job anlegen"),
    ):
        operation = document["paths"][path]["post"]
        expected = re.sub(r"\W", "_", name + path) + "_post"
        assert operation["operationId"] == expected
        assert operation["tags"] == ["TurmJobs"]


def test_06_each_parameter_is_documented_as_one_of_the_query(document):
    fields = ("year", "month", "day", "week", "day_of_week", "hour", "minute", "second")
    call = ["verb", "uri", "name", "header", "body", "internal"]
    for path, rest in ((INTERVAL, ["minutes"]), (CRON, [*fields, "cron"])):
        parameters = document["paths"][path]["post"]["parameters"]
        assert {each["name"] for each in parameters} == {*call, *rest}
        assert {each["in"] for each in parameters} == {"query"}
        required = {each["name"] for each in parameters if each.get("required")}
        assert required == {"verb", "uri"}


@pytest.mark.parametrize("path", [INTERVAL, CRON])
def test_07_with_and_without_the_slash(door, path):
    for each in (path, path.rstrip("/")):
        assert door.query(each, **CALL).status_code == 200


@pytest.mark.parametrize("said", ["true", "True", "TRUE", "1", "yes", "ja", "on"])
def test_08_internal_is_true_in_many_spellings(job, said):
    assert job(uri=EXECUTE, internal=said).internal is True


def test_08_left_out_it_is_what_the_uri_says(job):
    assert job(uri=EXECUTE).internal is True
    assert job().internal is False


def test_09_double_blanks_of_a_name_are_kept(job):
    made = job(uri=EXECUTE, name=NAME)

    assert (made.name, made.url) == (NAME, EXECUTE)
    assert "  " in made.name


def test_10_our_own_address_is_cut_off_an_internal_jobs_uri(job):
    for origin in ("http://localhost:8000", "http://testserver"):
        path = "/espocrm/Accounts/sync/1"
        assert job(uri=origin + path, internal="true").url == path


def test_10_an_external_jobs_uri_is_kept_whole(job):
    uri = "http://localhost:8000/espocrm/Accounts/sync/1"

    assert job(uri=uri, internal="false").url == uri


def test_11_accept_is_added_to_internal_jobs_alone_in_any_case(job):
    def sent(made):
        step = made.current_version.plan["steps"][0]
        return step["request"]["headers"]

    assert sent(job(uri=EXECUTE)) == {"accept": "application/json"}
    assert sent(job(uri=EXECUTE, header="{'Accept': 'a/b'}")) == {"Accept": "a/b"}
    assert sent(job()) == {}


@pytest.mark.parametrize(
    ("minutes", "trigger"),
    [("60", "interval[1:00:00]"), ("1440", "interval[1 day, 0:00:00]")],
)
def test_12_minutes_are_whole_and_at_least_one(door, minutes, trigger):
    answer = door.query(INTERVAL, **CALL, minutes=minutes)

    assert answer.json()["trigger"] == trigger
    assert door.query(INTERVAL, **CALL, minutes="0").status_code == 422


def test_13_day_0_is_monday_in_a_field_and_sunday_in_a_crontab(job):
    for said, weekday in (
        ({"day_of_week": "0", "hour": "8", "minute": "0"}, "Mon"),
        ({"cron": "0 8 * * 0"}, "Sun"),
    ):
        job(CRON, **said)
        assert f"{Schedule.objects.latest('pk').next_fire_at:%a}" == weekday


@pytest.mark.parametrize("verb", ["post", "POST", "Post"])
def test_15_verbs_are_known_in_any_case_and_names_made_in_lower(door, verb):
    answer = door.query(INTERVAL, verb=verb, uri=EXECUTE)

    assert answer.json()["name"] == f"post|{EXECUTE}"


def test_16_what_is_to_be_left_empty_may_be_empty(job):
    made = job(header="", body="", name="", minutes="", internal="")

    assert (made.headers, made.body, made.name) == (
        {},
        "",
        "post|http://api.example/orders",
    )


def test_the_published_array_of_extra_parameters(door, workflow):
    door.send("POST", EXECUTE.replace(" ", "%20"), payload("turm/execute.request.json"))

    assert ProcessRun.objects.get().step_input == {
        "store": {"filter": " \"name\" ='schlumberger digital' "}
    }


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/workflows", "/admin/workflows/workflow/"),
        ("/workflows/", "/admin/workflows/workflow/"),
        ("/workflow/aktiv/jobs", "/admin/runs/processrun/"),
        ("/workflow/aktiv/jobs/?show_all=True", "/admin/runs/processrun/"),
    ],
)
def test_the_originals_pages_lead_to_those_of_the_admin(path, page):
    answer = Client().get(path)

    assert (answer.status_code, answer["Location"]) == (302, page)
