"""Of two beats, one strikes; the other neither spins nor sleeps for long."""

from __future__ import annotations

import datetime as dt

import pytest
from celery import current_app
from django.utils import timezone

from schedules import beat

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scheduler(monkeypatch):
    monkeypatch.setattr("celery.beat.Scheduler.apply_async", lambda *_, **__: None)
    monkeypatch.setattr("celery.beat.Scheduler.producer", None)
    scheduler = beat.SteepleScheduler(app=current_app, lazy=True)
    scheduler.tick()
    yield scheduler
    # Else it writes to the database when the test run ends.
    scheduler._finalize.cancel()


@pytest.fixture
def overdue(make_schedule):
    return make_schedule(now=timezone.now() - dt.timedelta(seconds=61))


def test_what_is_due_and_struck_lets_it_go_on_to_the_next_instant(scheduler, overdue):
    scheduler.tick()

    overdue.refresh_from_db()
    assert overdue.next_fire_at > timezone.now()


@pytest.mark.parametrize(
    ("struck", "least", "most"),
    [
        pytest.param(0, beat.HELD_S, beat.HELD_S, id="another one holds it"),
        pytest.param(1, 0.0, 0.0, id="there may be more to strike"),
    ],
)
def test_with_something_still_due(scheduler, overdue, monkeypatch, struck, least, most):
    monkeypatch.setattr("schedules.clock.tick", lambda: struck)

    assert least <= scheduler.tick() <= most
