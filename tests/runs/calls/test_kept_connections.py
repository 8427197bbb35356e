from __future__ import annotations

import gc
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from runs import calls, egress
from runs.calls import connection, transport, watchdog
from runs.calls.failures import Failure
from tests.runs.calls.conftest import ask
from tests.servers import hostile
from tests.servers.port import free_port
from tests.servers.target import Reply, always

FILES = Path("/proc/self/fd")


def connections(server):
    return len({received.connection for received in server.received})


def test_a_second_call_uses_the_same_connection(recorder):
    outcomes = [ask(recorder.url, method="POST", body=b"x") for _ in range(3)]
    assert connections(recorder) == 1
    assert {outcome.peer for outcome in outcomes} == {f"127.0.0.1:{recorder.port}"}
    assert all(outcome.sent for outcome in outcomes)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize("status", [200, 204, 304, 500])
def test_any_whole_answer_leaves_the_connection_usable(recorder, method, status):
    recorder.answer = always(Reply(status=status))
    assert ask(recorder.url, method=method).status == status
    assert ask(recorder.url, method=method).status == status
    assert connections(recorder) == 1


def test_a_connection_that_the_server_closed_in_between_costs_nothing(recorder):
    ask(recorder.url, method="POST", body=b"first")
    (kept,) = recorder.connections
    recorder.hang_up()
    _until(lambda: kept not in recorder.connections)
    outcome = ask(recorder.url, method="POST", body=b"second")
    assert (outcome.status, outcome.error) == (200, "")
    assert [received.body for received in recorder.received] == [b"first", b"second"]
    assert connections(recorder) == 2


def test_a_kept_connection_that_dies_under_a_request_is_not_asked_again(serve):
    """We cannot know whether it was read: nothing is repeated behind anyone's back."""
    heard = []

    def answers_once(peer):
        heard.append(peer.hear())
        peer.say(hostile.OK + b"Content-Length: 0\r\n\r\n")
        heard.append(peer.hear())

    url = serve(answers_once)
    assert ask(url).status == 200
    outcome = ask(url)
    assert (outcome.status, outcome.reason, outcome.sent) == (None, "reset", True)
    assert outcome.error == "The server closed the connection without an answer."
    assert len(heard) == 2


def test_an_answer_that_nobody_asked_for_spoils_only_its_connection(serve):
    """The rest of a kept connection is not taken for the next answer."""
    said = threading.Event()

    def says_too_much(peer):
        peer.hear()
        peer.say(hostile.OK + b"Content-Length: 2\r\n\r\nok")
        peer.pause()
        peer.say(b"HTTP/1.1 500 No\r\nContent-Length: 4\r\n\r\nevil")
        said.set()
        peer.stay()

    url = serve(says_too_much)
    assert ask(url).body == b"ok"
    assert said.wait(5)
    assert ask(url).body == b"ok"


def test_a_body_that_was_cut_off_ends_its_connection(recorder):
    assert ask(recorder.url + "/bytes/5000000").truncated
    assert ask(recorder.url).status == 200
    assert connections(recorder) == 2


def test_a_resting_connection_is_closed_soon(recorder, monkeypatch):
    monkeypatch.setattr(connection, "REST_S", 0.1)
    ask(recorder.url)
    assert recorder.connections
    _until(lambda: not recorder.connections)
    assert ask(recorder.url).status == 200
    assert connections(recorder) == 2


def test_a_connection_in_use_outlives_its_rest(recorder, monkeypatch):
    monkeypatch.setattr(connection, "REST_S", 0.1)
    ask(recorder.url)
    assert ask(recorder.url + "/slow/0.3").status == 200
    assert ask(recorder.url).status == 200
    assert connections(recorder) == 1


def test_a_kept_connection_is_judged_by_each_call_anew(recorder):
    assert ask(recorder.url).status == 200
    outcome = ask(recorder.url, policy=egress.parse(""))
    assert (outcome.reason, outcome.sent) == ("forbidden", False)
    assert len(recorder.received) == 1


def test_an_exempt_connection_serves_nobody_who_is_not_exempt(recorder):
    nothing = egress.parse("")
    trusted = {"trusted_origin": recorder.url, "max_redirects": 0}
    assert ask(recorder.url, policy=nothing, **trusted).status == 200
    assert ask(recorder.url, policy=nothing).reason == "forbidden"
    assert ask(recorder.url, policy=nothing, **trusted).status == 200
    assert len(recorder.received) == 2


def test_threads_share_connections_and_answers_do_not_mix(recorder):
    def call(number):
        return ask(f"{recorder.url}/bytes/{number}").body

    with ThreadPoolExecutor(8) as threads:
        bodies = list(threads.map(call, range(200)))
    assert bodies == [b"x" * number for number in range(200)]
    assert connections(recorder) <= 16


def test_a_call_that_failed_leaves_nothing_to_the_garbage_collector(serve):
    url = serve(hostile.hangs_up_in_the_body)
    ask(url)
    gc.collect()
    gc.disable()
    try:
        ask(url)
        ask(url.replace("127.0.0.1", "127.0.0.2"))
        # Not isinstance: it asks weak proxies of others, whose objects may be gone.
        left = [each for each in gc.get_objects() if issubclass(type(each), Failure)]
    finally:
        gc.enable()
    assert left == []


def test_a_line_that_is_cut_too_late_touches_no_kept_connection(recorder, monkeypatch):
    """From the moment that others may take it the connection is theirs."""
    line = calls.Line()
    rest = connection.Guarded.rest

    def cut_then(self):
        rest(self)
        line.cut()

    monkeypatch.setattr(connection.Guarded, "rest", cut_then)
    ask(recorder.url, line=line)
    assert ask(recorder.url).status == 200
    assert connections(recorder) == 1


def test_calls_leave_no_descriptor_and_no_deadline_behind(recorder, serve):
    hostile_url = serve(hostile.hangs_up)
    lines = [calls.Line() for _ in range(10)]
    for line in lines:
        ask(recorder.url, line=line)
        ask(hostile_url, line=line)
    assert {line._plug for line in lines} == {None}
    watched = [each for due in watchdog._watchdog._due.values() for each in due]
    assert not set(lines) & set(watched)


@pytest.mark.skipif(not FILES.exists(), reason="there is no list of open files")
def test_calls_that_end_in_any_way_leave_no_file_open(recorder, serve):
    urls = [
        recorder.url,
        recorder.url + "/bytes/5000000",
        serve(hostile.hangs_up),
        serve(hostile.hangs_up_in_the_body),
        recorder.url.replace("http", "https"),
        f"http://127.0.0.1:{free_port()}/",
    ]
    for url in urls:
        ask(url)
    transport.transport.close()
    gc.collect()
    before = len(list(FILES.iterdir()))

    for url in urls * 3:
        ask(url, policy=egress.parse("127.0.0.0/8"))
    transport.transport.close()

    # The servers' own ends are files of this process, too, and close a moment later.
    _until(lambda: len(list(FILES.iterdir())) <= before)


FORK = """
import os, sys, threading, time
from runs import calls, egress
from runs.calls import watchdog
request = calls.Request(
    method="GET", url=sys.argv[1], headers=(), body=None, timeout_s=2
)
def status():
    return calls.send(request, egress=egress.parse("127.0.0.0/8")).status
assert status() == 200
class Ends(threading.Event):
    expire = threading.Event.set
def watched():
    ends = Ends()
    watchdog.watch(ends, time.monotonic())
    return ends.wait(5)
assert watched()
child = os.fork()
if not child:
    os._exit(0 if status() == 200 and watched() else 1)
assert os.waitpid(child, 0)[1] == 0
assert status() == 200
"""


def test_a_fork_begins_anew(recorder):
    command = [sys.executable, "-c", FORK, recorder.url]
    subprocess.run(command, check=True, timeout=20)
    parent, child, parent_again = (each.connection for each in recorder.received)
    assert parent == parent_again != child


def _until(condition):
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline
        threading.Event().wait(0.005)
