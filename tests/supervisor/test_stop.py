from __future__ import annotations

import signal
import subprocess

import pytest

from scheduler_project.supervisor.interruption import Interruption
from tests.supervisor.supervised import fake, wait_until_released


def stopped(said: list[str]) -> list[str]:
    return [line.split()[0] for line in said if line.endswith("| stopped")]


@pytest.mark.system
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_the_parts_one_after_the_other(tower, number):
    started = tower(fake("broker"), fake("worker"), fake("web"))
    started.tell(number)
    assert started.end() == 0
    assert stopped(started.said) == ["web", "worker", "broker"]


@pytest.mark.system
def test_a_part_that_does_not_hear_is_killed_with_its_children(tower, tmp_path):
    held = tmp_path / "held"
    started = tower(fake("worker", "stubborn", "child", f"lock={held}", patience_s=0.3))
    started.until("alive")
    started.tell(signal.SIGTERM)
    assert started.end() == 0
    wait_until_released(held)


@pytest.mark.system
def test_a_second_ctrl_c_kills_at_once(tower, tmp_path):
    held = tmp_path / "held"
    started = tower(fake("worker", "stubborn", f"lock={held}", patience_s=1000))
    started.until("alive")
    while started.process.poll() is None:
        started.tell(signal.SIGINT)
        try:
            started.process.wait(0.2)
        except subprocess.TimeoutExpired:
            continue
    wait_until_released(held)


@pytest.mark.system
def test_a_part_that_is_waiting_for_its_next_start_is_stopped_too(tower):
    started = tower(fake("web", "leave=1"))
    started.until("starts again")
    started.tell(signal.SIGINT)
    assert started.end() == 0


@pytest.mark.system
def test_a_signal_ends_a_start_that_is_still_under_way(tower, tmp_path):
    held = tmp_path / "held"
    started = tower(
        fake("broker"),
        fake("setup", f"lock={held}", once=True),
        fake("web"),
        up=False,
    )
    started.until("setup")
    started.tell(signal.SIGTERM)
    assert started.end() == 0
    assert stopped(started.said) == ["broker"]
    wait_until_released(held)


@pytest.mark.system
def test_nothing_survives_a_supervisor_that_is_killed(tower, tmp_path):
    held = tmp_path / "held"
    started = tower(
        fake("broker", "stubborn", f"lock={held}"),
        fake("web", "stubborn", "child", f"lock={held}"),
    )
    started.until("broker . alive")
    started.until("web .* alive")
    started.tell(signal.SIGKILL)
    wait_until_released(held)


class Heard:
    def __init__(self) -> None:
        self.said: list[str] = []
        self.interruption = Interruption(
            stop=lambda: self.said.append("stop"),
            kill=lambda: self.said.append("kill"),
        )

    def hear(self, *signals: tuple[signal.Signals, float]) -> list[str]:
        for number, at_s in signals:
            self.interruption.hear(number, at_s=at_s)
        return self.said


def test_the_same_ctrl_c_heard_twice_does_not_kill():
    heard = Heard().hear((signal.SIGINT, 7.0), (signal.SIGINT, 7.1))
    assert heard == ["stop"]


def test_a_later_ctrl_c_kills():
    heard = Heard().hear((signal.SIGTERM, 7.0), (signal.SIGINT, 8.0))
    assert heard == ["stop", "kill"]


def test_being_told_to_end_twice_is_no_reason_to_kill():
    heard = Heard().hear((signal.SIGTERM, 7.0), (signal.SIGTERM, 9.0))
    assert heard == ["stop"]
