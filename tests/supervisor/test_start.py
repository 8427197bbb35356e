from __future__ import annotations

import os
import socket

import pytest

from scheduler_project.supervisor import lock
from scheduler_project.supervisor.exceptions import StartError
from scheduler_project.supervisor.web import known_name
from tests.supervisor.supervised import fake

SUPERVISOR = "scheduler_project.supervisor"


@pytest.mark.system
@pytest.mark.enable_socket
def test_a_port_in_use_is_told_before_anything_is_started(supervise, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        started = supervise(SUPERVISOR, STEEPLE_HOME=str(tmp_path), PORT=str(port))
        assert started.end() == 1
    assert "\n".join(started.said) == (
        f"Port {port} is in use by something else. "
        f"Start with another one: PORT={port + 1} make run"
    )
    assert not (tmp_path / "broker").exists()


@pytest.mark.system
def test_a_second_start_on_the_same_data_directory_is_refused(supervise, tmp_path):
    with lock.held(tmp_path):
        started = supervise(SUPERVISOR, STEEPLE_HOME=str(tmp_path))
        assert started.end() == 1
    assert len(started.said) == 1
    assert started.said[0].startswith(
        f"Steeple is already running on {tmp_path} (process {os.getpid()})."
    )


@pytest.mark.system
def test_a_wrong_value_in_the_environment_is_one_sentence(supervise, tmp_path):
    started = supervise(SUPERVISOR, STEEPLE_HOME=str(tmp_path), PORT="eighty")
    assert started.end() == 1
    assert started.said == ["PORT is 'eighty': write a whole number from 1 to 65535."]


@pytest.mark.system
def test_a_step_that_fails_is_shown_and_ends_the_start(tower):
    started = tower(
        fake("broker"),
        fake("setup", "say=the table is upside down", "leave=2", once=True),
        fake("web"),
        up=False,
    )
    assert started.end() == 1
    assert "setup  | the table is upside down" in started.said
    assert "broker | stopped" in started.said
    assert started.said[-1].endswith("ended with exit code 2, so nothing was started.")
    assert not [line for line in started.said if line.startswith("web")]


def test_a_lock_is_free_again_when_its_holder_has_let_go(tmp_path):
    with lock.held(tmp_path):
        pass
    with lock.held(tmp_path), pytest.raises(StartError), lock.held(tmp_path):
        pass


def test_a_data_directory_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").touch()
    with (
        pytest.raises(StartError, match="cannot be written"),
        lock.held(tmp_path / "file" / "home"),
    ):
        pass


@pytest.mark.parametrize(
    ("allowed", "name"),
    [
        ([], "127.0.0.1"),
        (["*"], "127.0.0.1"),
        (["localhost", "127.0.0.1"], "127.0.0.1"),
        (["steeple.example", "other.example"], "steeple.example"),
        ([".example"], "example"),
    ],
)
def test_the_site_is_asked_under_a_name_that_it_answers_to(allowed, name):
    assert known_name(allowed) == name
