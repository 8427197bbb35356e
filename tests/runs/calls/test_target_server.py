"""The recorder is our oracle: it is tested with a client that is not ours."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys

import pytest


@pytest.fixture
def process(tmp_path, socket_enabled):
    log = tmp_path / "requests.jsonl"
    log.write_text("kept\n")
    command = [sys.executable, "-m", "tests.servers.target", "--log", str(log)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        port = int(server.stdout.readline().rsplit(":", 1)[1])
        yield http.client.HTTPConnection("127.0.0.1", port, timeout=5), log
        server.terminate()


def test_as_a_process_it_writes_a_line_per_request(process):
    client, log = process
    client.request("POST", "/status/201?a=b", body=b"text", headers={"X-A": "1"})
    answer = client.getresponse()
    assert (answer.status, answer.read()) == (201, b'{"ok": true}')
    client.request("PUT", "/echo", body=b"\xff")
    echo = json.loads(client.getresponse().read())
    client.close()
    kept, first, second = log.read_text().splitlines()
    assert kept == "kept"
    record = json.loads(first)
    assert (record["method"], record["path"]) == ("POST", "/status/201?a=b")
    assert (record["body"], ["X-A", "1"] in record["headers"]) == ("text", True)
    assert json.loads(second) == echo
    assert echo["body_base64"] == "/w=="
    assert echo["connection"] == record["connection"]


def test_chunked_bodies_are_put_together(recorder):
    client = http.client.HTTPConnection("127.0.0.1", recorder.port, timeout=5)
    client.request("POST", "/", body=iter([b"a", b"bc"]), encode_chunked=True)
    assert client.getresponse().status == 200
    client.close()
    assert recorder.received[0].body == b"abc"


def test_waiting_for_requests_that_do_not_come_ends(recorder):
    with pytest.raises(TimeoutError, match="0 of 1"):
        recorder.wait_for(1, within_s=0.05)
