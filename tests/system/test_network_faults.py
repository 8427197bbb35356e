"""The network to Redis or PostgreSQL fails: ports are closed, connections break off,
and what is sent is lost or held up on one of its two ways."""

from __future__ import annotations

import os

import pytest

from runs.choices import Status
from runs.models import ProcessRun
from tests.servers.proxy import Proxy
from tests.servers.valkey import Valkey
from tests.system.machine import Machine, pass_by
from tests.system.recorder import Recorder

pytestmark = [
    pytest.mark.system,
    pytest.mark.enable_socket,
    pytest.mark.timeout(180),
]

# Longer by hand: AWAY_S=60.
AWAY_S = float(os.environ.get("AWAY_S", "3"))


@pytest.fixture
def machine(own_postgres, tmp_path):
    """One that reaches its servers through a network."""
    with (
        Valkey() as valkey,
        Recorder() as recorder,
        Proxy(valkey.socket) as to_redis,
        Proxy(own_postgres.directory / ".s.PGSQL.5432") as to_postgres,
        Machine(
            postgres=own_postgres,
            valkey=valkey,
            recorder=recorder,
            home=tmp_path,
            to_redis=to_redis,
            to_postgres=to_postgres,
        ) as machine,
    ):
        yield machine


def closed(proxy):
    proxy.close()
    pass_by(AWAY_S)
    proxy.open()


def broken_off(proxy):
    for _time in range(3):
        proxy.reset()
        pass_by(0.3)


def answers_lost(proxy):
    with proxy.losing("back"):
        pass_by(AWAY_S)


def held_up_there(proxy):
    with proxy.holding_up("there"):
        pass_by(AWAY_S)


def held_up_back(proxy):
    with proxy.holding_up("back"):
        pass_by(AWAY_S)


def test_the_network_to_redis_fails_in_every_way(machine, calling, each_second):
    processes = [machine.worker(), machine.beat()]
    old = each_second(calling("GET", "/old"))
    machine.assert_fires(old)
    for fault in (closed, broken_off, answers_lost, flushed):
        before = ProcessRun.objects.count()
        fault(machine.to_redis if fault is not flushed else machine)

        assert ProcessRun.objects.count() > before, "the clock stood still"
        # What nobody could be told of is found by the sweep.
        machine.assert_fires(old, within_s=60)
        assert [process.poll() for process in processes] == [None, None]
    machine.assert_fires(each_second(calling("POST", "/new")))
    machine.assert_promises_kept()


def flushed(machine):
    """Everything in it is deleted, in mid-work."""
    for _time in range(3):
        machine.valkey.client().flushall()
        pass_by(0.5)


def test_the_network_to_postgres_fails_in_mid_call(
    machine, calling, each_second, account
):
    processes = [machine.worker(), machine.beat()]
    old = each_second(calling("GET", "/old"))
    with machine.web(account.name) as poller:
        machine.assert_fires(old)
        for fault in (closed, broken_off, held_up_there, held_up_back):
            path = f"/hold/{fault.__name__}"
            held = [machine.start(calling(method, path)) for method in ("GET", "POST")]
            came = machine.recorder.came
            machine.until(
                lambda came=came, path=path: len(came(path)) == 2,
                what=f"two calls to {path}",
                within_s=20,
            )
            machine.recorder.let_go()
            fault(machine.to_postgres)

            still_open = ProcessRun.objects.filter(
                pk__in=[run.pk for run in held], finished_at=None
            )
            machine.until(
                lambda rows=still_open: not rows.exists(),
                what=f"an end of {path}",
                within_s=40,
            )
            machine.assert_fires(old, within_s=40)
        assert [process.poll() for process in processes] == [None, None]
        machine.assert_promises_kept()
    assert 503 in poller.codes()
    assert not ProcessRun.objects.filter(status=Status.LOST).exists()
