from __future__ import annotations

import datetime as dt

import pytest

from runs.hearing import DEAF_AFTER, Hearing
from runs.models import ProcessRun

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def unheard(start, noon):
    start()
    ProcessRun.objects.update(created_at=noon - MINUTE)


def looked(hearing, noon, seconds):
    return [hearing.is_lost(noon + dt.timedelta(seconds=s)) for s in seconds]


def test_a_worker_that_nothing_reaches_while_runs_wait_is_deaf(unheard, noon):
    assert looked(Hearing(), noon, range(0, 121, 30)) == [
        False,
        False,
        False,
        True,
        True,
    ]


def test_one_that_hears_is_not(unheard, noon):
    hearing = Hearing()
    looked(hearing, noon, [0, 30, 60])
    hearing.heard()

    assert looked(hearing, noon, [90, 120, 150]) == [False, False, False]


def test_silence_without_work_is_silence(db, noon):
    assert not any(looked(Hearing(), noon, range(0, 600, 30)))


def test_a_run_that_waits_for_its_lane_is_no_sign(unheard, noon, job):
    ProcessRun.objects.update(lane=job.guid)

    assert not any(looked(Hearing(), noon, range(0, 600, 30)))


def test_it_looks_seldom(unheard, noon, django_assert_num_queries):
    hearing = Hearing()
    looked(hearing, noon, [0, DEAF_AFTER.total_seconds()])

    with django_assert_num_queries(0):
        looked(hearing, noon, range(91, 119))
