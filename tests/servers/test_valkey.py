from __future__ import annotations

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tests.servers.valkey import Valkey

pytestmark = pytest.mark.system


@pytest.fixture
def valkey():
    with Valkey() as started:
        yield started


def impatient(valkey: Valkey) -> redis.Redis:
    path = str(valkey.socket)
    once = Retry(NoBackoff(), 0)
    return redis.Redis(unix_socket_path=path, socket_timeout=0.2, retry=once)


def strike(valkey: Valkey) -> int:
    with valkey.client() as client:
        return int(client.incr("strokes"))


def test_it_remembers_through_an_ordered_stop(valkey):
    assert strike(valkey) == 1
    valkey.stop()
    valkey.start()
    assert strike(valkey) == 2


def test_it_remembers_nothing_after_an_empty_restart(valkey):
    assert strike(valkey) == 1
    valkey.restart_empty()
    assert strike(valkey) == 1


def test_it_answers_nothing_while_it_is_frozen(valkey):
    valkey.freeze()
    with (
        impatient(valkey) as client,
        pytest.raises(redis.exceptions.TimeoutError),
    ):
        client.ping()
    valkey.thaw()
    assert strike(valkey) == 1


def test_it_leaves_nothing_behind():
    with Valkey() as valkey:
        pass
    assert not valkey.socket.parent.exists()
