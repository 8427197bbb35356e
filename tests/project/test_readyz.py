from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from runs.models import ProcessRun, Robot
from scheduler_project import readiness
from schedules.models import Pulse
from schedules.pulse import Heart

pytestmark = pytest.mark.django_db


@pytest.fixture
def broker(monkeypatch):
    """A broker that answers: the suite has none."""
    answers = readiness.Check(ok=True, said="answers")
    monkeypatch.setattr(readiness, "_broker", lambda: answers)


@pytest.fixture
def worker():
    return Robot.objects.create(name="tower", last_seen_at=timezone.now())


@pytest.fixture
def ticked():
    Heart().beat(timezone.now())


def ask(client):
    answer = client.get("/readyz")
    wrong = {name for name, c in answer.json()["checks"].items() if not c["ok"]}
    return answer.status_code, wrong


def test_it_is_ready_when_everything_does_its_work(client, broker, worker, ticked):
    assert ask(client) == (200, set())


def test_it_names_what_has_never_been_seen(client, broker):
    assert ask(client) == (503, {"clock", "workers"})


def test_a_clock_that_stopped_is_seen(client, broker, worker, ticked):
    Pulse.objects.update(ticked_at=timezone.now() - dt.timedelta(minutes=1))

    assert ask(client) == (503, {"clock"})


def test_a_worker_that_is_gone_is_seen(client, broker, worker, ticked):
    Robot.objects.update(last_seen_at=timezone.now() - dt.timedelta(minutes=1))

    assert ask(client) == (503, {"workers"})


def test_workers_that_live_and_do_not_hear_are_seen(
    client, broker, worker, ticked, start
):
    start()
    ProcessRun.objects.update(created_at=timezone.now() - dt.timedelta(minutes=2))

    assert ask(client) == (503, {"claims"})


def test_a_broker_that_is_away_is_seen_and_told_without_its_address(
    client, worker, ticked, monkeypatch
):
    def refuse():
        raise OSError("redis://user:secret@host")

    monkeypatch.setattr(readiness, "_broker", refuse)

    assert ask(client) == (503, {"broker"})
    assert "secret" not in client.get("/readyz").content.decode()


def test_the_clock_writes_its_pulse_every_few_seconds(noon, django_assert_num_queries):
    heart = Heart()
    heart.beat(noon)

    with django_assert_num_queries(0):
        heart.beat(noon + dt.timedelta(seconds=4))
    heart.beat(noon + dt.timedelta(seconds=5))
    assert Pulse.objects.get().ticked_at == noon + dt.timedelta(seconds=5)


def test_a_run_for_an_absent_robot_says_so(start, job):
    job.robot = Robot.objects.create(name="far away")
    job.save()

    assert start().waiting_for == "robot"


def test_a_robot_is_absent_after_three_missed_heartbeats(worker):
    now = worker.last_seen_at

    assert worker.is_present(now + dt.timedelta(seconds=29))
    assert not worker.is_present(now + dt.timedelta(seconds=31))
    assert not Robot(name="never seen").is_present(now)
