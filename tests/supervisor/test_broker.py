from __future__ import annotations

import asyncio
import os
import subprocess

import pytest
import redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from scheduler_project.supervisor import broker
from tests.servers.valkey import Valkey

PATIENT = Retry(ConstantBackoff(0.05), 200)


def test_the_socket_lies_in_the_data_directory(tmp_path):
    home = tmp_path / "h"
    assert broker.socket_path(home) == home / "broker.sock"


def test_a_data_directory_with_a_long_name_gets_a_socket_elsewhere(tmp_path):
    path = broker.socket_path(tmp_path / ("long" * 30))
    assert len(os.fsencode(path)) <= broker.LONGEST_SOCKET_PATH
    assert path.parent.stat().st_mode & 0o777 == 0o700
    path.parent.rmdir()


def test_a_socket_with_a_space_in_its_name_has_an_address(tmp_path):
    assert broker.url(tmp_path / "a b") == f"redis+socket://{tmp_path}/a%20b"


@pytest.mark.system
def test_it_answers_only_while_it_lives():
    with Valkey() as valkey:
        assert asyncio.run(broker.answers(valkey.socket))
        valkey.kill()
        assert not asyncio.run(broker.answers(valkey.socket))


@pytest.mark.system
def test_it_keeps_what_it_was_told_when_it_is_killed(tmp_path):
    socket = tmp_path / "b.sock"
    command = broker.command(socket, home=tmp_path)
    for expected in (b"", b"kept"):
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            client = redis.Redis(unix_socket_path=str(socket), retry=PATIENT)
            found = client.get("key") or b""
            client.set("key", "kept")
            client.waitaof(1, 0, 5000)
            client.close()
            process.kill()
        assert found == expected


@pytest.mark.system
@pytest.mark.parametrize("frozen", [False, True])
def test_one_that_outlived_its_supervisor_is_ended(frozen):
    with Valkey() as valkey:
        if frozen:
            valkey.freeze()
        broker.oust(valkey.socket, patience_s=0.5)


def test_where_nobody_listens_there_is_nobody_to_oust(tmp_path):
    broker.oust(tmp_path / "b.sock")
