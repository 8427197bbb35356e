"""The same schedules fire under our beat and under the stock one, over PostgreSQL."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from django.db import connection
from django.utils import timezone

from runs.choices import Status
from runs.models import ProcessRun
from schedules.models import Occurrence
from tests.servers.target import Target
from tests.servers.valkey import Valkey
from tests.system.stack import STOCK_BEAT, Stack
from tests.system.waiting import until

pytestmark = [
    pytest.mark.system,
    pytest.mark.enable_socket,
    pytest.mark.timeout(90),
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("postgres"),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'",
        reason="needs PostgreSQL: python -m tests.servers.postgres pytest -m system",
    ),
]

__all__ = ["connection"]  # for the condition above


@pytest.fixture
def stack(transactional_db, tmp_path):
    with Valkey() as valkey, Stack(redis_url=valkey.url, home=str(tmp_path)) as stack:
        yield stack


@pytest.fixture
def target():
    with Target() as target:
        yield target


@pytest.mark.parametrize("scheduler", ["", STOCK_BEAT], ids=["ours", "stock"])
def test_each_second_of_a_schedule_is_run_once(
    stack, target, make_job, make_schedule, scheduler
):
    job = make_job(method="POST", url=f"{target.url}/tick")
    stack.worker()
    stack.beat(scheduler=scheduler)
    make_schedule(process=job, expression="1", overlap="queue_all", now=timezone.now())

    until(
        lambda: ProcessRun.objects.filter(status=Status.SUCCEEDED).count() >= 3,
        what="three runs have succeeded",
        within_s=40,
    )

    dues = list(Occurrence.objects.order_by("due_at").values_list("due_at", flat=True))
    gaps = {after - before for before, after in itertools.pairwise(dues)}
    assert gaps == {dt.timedelta(seconds=1)}
    keys = [received.header("Idempotency-Key") for received in target.received]
    assert len(keys) == len(set(keys))
    assert {received.method for received in target.received} == {"POST"}
