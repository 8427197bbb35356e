"""Set-based SQL stores what the ORM would have stored, on both databases."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from runs import sql
from runs.choices import Origin, Status, WaitingFor
from runs.models import ProcessRun

pytestmark = pytest.mark.django_db

TRICKY: dict[str, Any] = {
    "text": "a 'b' \"c\" \\ %s {{ d }} Zoë ✓ \n",
    "deep": [None, True, 1.5, {}],
}


@pytest.fixture
def row(job, noon):
    """A row of the ledger of runs, with a GUID of its own each time."""

    def make(**values):
        return {
            "guid": uuid.uuid4(),
            "account_id": job.account_id,
            "process_id": job.pk,
            "version_id": job.current_version_id,
            "origin": Origin.API,
            "origin_guid": None,
            "due_at": None,
            "input": {},
        } | values

    return make


def test_the_ids_come_back_in_the_rows_order(row, noon):
    rows = [row() for _ in range(50)]

    ids = sql.insert_rows(ProcessRun, rows, created_at=noon)

    found = ProcessRun.objects.in_bulk(ids)
    assert [found[each].guid for each in ids] == [each["guid"] for each in rows]


def test_every_value_comes_back_as_it_was(row, noon):
    guid, due_at = uuid.uuid4(), noon + dt.timedelta(microseconds=123_456)
    wanted = row(origin_guid=guid, due_at=due_at, input=TRICKY)

    [run_id] = sql.insert_rows(ProcessRun, [wanted], created_at=noon, output=TRICKY)

    run = ProcessRun.objects.get(pk=run_id)
    assert (run.origin_guid, run.due_at) == (guid, due_at)
    assert (run.input, run.output) == (TRICKY, TRICKY)
    assert (run.origin, run.created_at) == (Origin.API, noon)


def test_it_stores_what_the_orm_stores(row, noon):
    values = row(input=TRICKY, due_at=noon)
    by_orm = ProcessRun.objects.create(**values, created_at=noon)
    [run_id] = sql.insert_rows(
        ProcessRun, [values | {"guid": uuid.uuid4()}], created_at=noon
    )

    columns = [f.attname for f in ProcessRun._meta.concrete_fields]
    same = [name for name in columns if name not in {"id", "guid"}]
    rows = ProcessRun.objects.values(*same)
    assert rows.get(pk=run_id) == rows.get(pk=by_orm.pk)


def test_the_database_keeps_its_word_about_wrong_rows(row, noon):
    unfinished = {"status": Status.FAILED}

    with pytest.raises(IntegrityError), transaction.atomic():
        sql.insert_rows(ProcessRun, [row()], created_at=noon, **unfinished)
    assert not ProcessRun.objects.exists()


def test_what_has_no_place_in_a_row_is_refused(row, noon):
    with pytest.raises(TypeError):
        sql.insert_rows(ProcessRun, [row(input={"a": {1, 2}})], created_at=noon)


def test_no_rows_are_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert sql.insert_rows(ProcessRun, []) == []
        assert sql.update_rows(ProcessRun, []) == 0


def test_an_update_gives_each_row_its_own_and_all_of_them_the_same(row, noon):
    ids = sql.insert_rows(ProcessRun, [row() for _ in range(3)], created_at=noon)
    later = [noon + dt.timedelta(seconds=n) for n in range(2)]

    changed = sql.update_rows(
        ProcessRun,
        [{"id": i, "wake_at": at} for i, at in zip(ids, later, strict=False)],
        waiting_for=WaitingFor.RETRY,
    )

    assert changed == 2
    found = ProcessRun.objects.order_by("pk").values_list("wake_at", "waiting_for")
    assert list(found) == [*((at, WaitingFor.RETRY) for at in later), (None, "")]


@pytest.mark.parametrize(
    ("wake_after_s", "expected"),
    [((), False), ((1,), False), ((0,), True), ((-1,), True), ((60, -60), True)],
)
def test_an_instant_has_come_or_not(row, noon, wake_after_s, expected):
    rows = [row(wake_at=noon + dt.timedelta(seconds=s)) for s in wake_after_s]
    sql.insert_rows(ProcessRun, rows, created_at=noon)

    columns = ((ProcessRun, "wake_at"), (ProcessRun, "deadline_at"))
    assert sql.is_due(noon, *columns) is expected


def test_the_earliest_instant_is_found(row, noon):
    assert sql.earliest(ProcessRun, "wake_at") is None

    later = [noon + dt.timedelta(seconds=s, microseconds=7) for s in (5, 1, 9)]
    rows = [row(wake_at=at) for at in [None, *later]]
    sql.insert_rows(ProcessRun, rows, created_at=noon)

    assert sql.earliest(ProcessRun, "wake_at") == min(later)
