from __future__ import annotations

import os
import signal

import pytest

from scheduler_project.supervisor.backoff import next_pause
from scheduler_project.supervisor.keeper import describe
from tests.supervisor.supervised import fake, wait_until_released


@pytest.mark.system
def test_a_killed_part_comes_back_after_a_pause_that_grows(tower):
    started = tower(fake("worker"))
    first = int(started.until(r"worker \| alive as (\d+)"))
    os.kill(first, signal.SIGKILL)
    started.until(r"worker \| was killed by SIGKILL; starts again in 0.5 s")
    second = int(started.until(r"worker \| alive as (\d+)"))
    os.kill(second, signal.SIGKILL)
    started.until(r"worker \| was killed by SIGKILL; starts again in 1 s")
    assert int(started.until(r"worker \| alive as (\d+)")) not in {first, second}


@pytest.mark.system
def test_a_part_that_cannot_live_is_tried_again_and_the_others_stay(tower):
    started = tower(fake("web"), fake("beat", "say=no luck", "leave=3"))
    started.until(r"beat   \| ended with exit code 3; starts again in 0.5 s")
    started.until(r"beat   \| no luck")
    started.until(r"beat   \| ended with exit code 3; starts again in 1 s")
    assert not [line for line in started.said if line.startswith("web    | ended")]


@pytest.mark.system
def test_a_part_without_a_program_is_tried_again(tower):
    started = tower({"name": "web", "command": ["/no/such/program"]})
    started.until(r"cannot be started \(No such file or directory\); starts again")


@pytest.mark.system
def test_what_a_crashed_part_left_running_is_killed(tower, tmp_path):
    held = tmp_path / "held"
    started = tower(
        fake("setup", "abandon", "stubborn", f"lock={held}", once=True), fake("web")
    )
    wait_until_released(held)
    assert started.process.poll() is None


@pytest.mark.parametrize(
    ("last_s", "lived_s", "expected_s"),
    [
        (0, 0.1, 0.5),
        (0.5, 0.1, 1),
        (1, 29, 2),
        (8, 0.1, 10),
        (10, 0.1, 10),
        (10, 30, 0.5),
    ],
)
def test_the_pause_doubles_up_to_ten_seconds_and_a_long_life_resets_it(
    last_s, lived_s, expected_s
):
    assert next_pause(last_s, lived_s=lived_s) == expected_s


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (0, "ended with exit code 0"),
        (3, "ended with exit code 3"),
        (-9, "was killed by SIGKILL"),
        (-36, "was killed by signal 36"),
    ],
)
def test_an_ending_is_told_in_words(code, words):
    assert describe(code) == words
