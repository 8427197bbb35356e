from __future__ import annotations

import pytest
from django.db import OperationalError, connection

from scheduler_project import readiness, views


@pytest.fixture(autouse=True)
def fresh_process(monkeypatch, db):
    """Nobody has asked yet."""
    monkeypatch.setattr(views, "_migrated", False)


def test_it_answers_without_a_sign_in(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok")


def test_it_answers_to_head_as_well(client):
    assert client.head("/healthz").status_code == 200


def test_while_migrations_are_missing_it_says_so(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'runs'")

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.content == b"migrations are missing"


def test_a_database_that_is_away_is_no_error_of_ours(client, monkeypatch):
    def away():
        raise OperationalError("no connection to postgres://user:s3cret@h")

    monkeypatch.setattr(readiness, "is_migrated", away)

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.content == b"the database does not answer"


def test_once_it_is_well_it_asks_no_more(client, django_assert_num_queries):
    client.get("/healthz")

    with django_assert_num_queries(0):
        assert client.get("/healthz").status_code == 200
