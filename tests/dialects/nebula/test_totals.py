from __future__ import annotations

import datetime as dt
import uuid

import pytest

from runs.models import ProcessRun

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def count(account):
    from dialects.nebula.totals import Totals

    totals, name = Totals(), uuid.uuid4()

    def at(now):
        return totals.of(name, ProcessRun.objects.filter(account=account), now=now)

    return at


def test_new_runs_are_counted_at_once(count, make_run, noon):
    make_run(created_at=noon - 2 * MINUTE)
    assert count(noon) == 1

    make_run(created_at=noon)

    assert count(noon) == 2


def test_what_was_counted_is_not_counted_again(
    count, make_run, noon, django_assert_num_queries
):
    for _each in range(5):
        make_run(created_at=noon - 2 * MINUTE)
    assert count(noon) == 5

    with django_assert_num_queries(2):
        assert count(noon) == 5


def test_a_run_that_comes_in_late_with_an_older_id_is_counted(count, make_run, noon):
    make_run(id=20, created_at=noon - MINUTE / 2)
    assert count(noon) == 1
    make_run(id=10, created_at=noon - MINUTE / 2)

    assert count(noon + 2 * MINUTE) == 2


def test_a_list_without_runs_counts_none(count, noon):
    assert count(noon) == 0


def test_few_lists_are_remembered_at_a_time(account, make_run, noon, monkeypatch):
    from dialects.nebula import totals

    monkeypatch.setattr(totals, "SIZE", 2)
    make_run(created_at=noon - 2 * MINUTE)
    kept = totals.Totals()
    for _each in range(5):
        kept.of(uuid.uuid4(), ProcessRun.objects.all(), now=noon)

    assert len(kept._known) == 2
