"""What is answered while the database does not."""

from __future__ import annotations

import pytest
from django.db import InterfaceError, OperationalError, connection

AWAY = [OperationalError("server closed the connection"), InterfaceError("closed")]


@pytest.fixture
def visitor(admin_client):
    admin_client.raise_request_exception = False
    return admin_client


@pytest.fixture
def fails():
    """Every statement meets this."""

    def failing(error):
        def fail(*_args):
            raise error

        return connection.execute_wrapper(fail)

    return failing


@pytest.mark.parametrize("error", AWAY, ids=["operational", "interface"])
@pytest.mark.parametrize("path", ["/api/v1/jobs/", "/api/v1/runs/", "/admin/"])
def test_a_program_is_told_to_ask_again(visitor, fails, error, path):
    with fails(error):
        answer = visitor.get(path, headers={"Accept": "*/*"})

    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 503
    assert "does not answer" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/admin/", "/admin/jobs/job/", "/api/v1/jobs/"])
def test_a_person_is_shown_a_page_that_needs_no_database(visitor, fails, path):
    with fails(AWAY[0]):
        answer = visitor.get(path, headers={"Accept": "text/html,*/*;q=0.8"})

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert b"The database does not answer" in answer.content


def test_what_is_sent_meanwhile_is_no_success(visitor, fails):
    with fails(AWAY[0]):
        answer = visitor.post("/api/v1/jobs/", {}, content_type="application/json")

    assert answer.status_code == 503


@pytest.mark.parametrize(
    ("accept", "said"),
    [("application/json", b"An error of ours"), ("text/html", b"on our side")],
)
def test_an_error_of_ours_is_none_of_the_database(visitor, fails, accept, said):
    with fails(RuntimeError("a bug")):
        answer = visitor.get("/admin/", headers={"Accept": accept})

    assert answer.status_code == 500
    assert "Retry-After" not in answer
    assert said in answer.content
    assert b"a bug" not in answer.content
