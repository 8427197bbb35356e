from __future__ import annotations

import threading

import pytest

from runs.callers import Callers


def done_by(callers, number):
    """Give so many acts at once that wait for each other; the threads that did them."""
    together, threads = threading.Barrier(number + 1), set()

    def act():
        threads.add(threading.get_ident())
        together.wait(5)

    for _act in range(number):
        callers.give(act)
    together.wait(5)
    return threads


def test_as_many_are_made_at_once_as_there_may_be():
    assert len(done_by(Callers(4), 4)) == 4


def test_there_are_never_more_threads_than_that():
    callers, ended = Callers(2), threading.Semaphore(0)
    threads = set()

    def act():
        threads.add(threading.get_ident())
        ended.release()

    for _act in range(50):
        callers.give(act)
    assert all(ended.acquire(timeout=5) for _act in range(50))
    assert len(threads) <= 2


def test_a_thread_that_has_time_is_used_again():
    callers, ended = Callers(8), threading.Event()
    first = done_by(callers, 1)
    while not callers._idle._value:
        threading.Event().wait(0.001)

    def once_more() -> None:
        first.add(threading.get_ident())
        ended.set()

    callers.give(once_more)
    assert ended.wait(5)
    assert len(first) == 1


@pytest.fixture
def no_threads(monkeypatch):
    def refuse(_thread):
        raise RuntimeError("can't start new thread")

    return lambda: monkeypatch.setattr(threading.Thread, "start", refuse)


def test_without_further_threads_those_that_are_there_do_the_work(no_threads):
    callers, ended = Callers(8), threading.Event()
    done_by(callers, 1)
    no_threads()
    callers.give(ended.set)
    assert ended.wait(5)


def test_without_any_thread_it_says_so(no_threads):
    no_threads()
    with pytest.raises(RuntimeError):
        Callers(8).give(lambda: None)


def test_a_claimed_run_that_nobody_can_call_fails_and_holds_no_slot(
    start, work, peer, no_threads
):
    run = start()
    no_threads()

    work(run)

    assert (run.status, peer.requests) == ("failed", [])
    assert "internal error" in run.error
