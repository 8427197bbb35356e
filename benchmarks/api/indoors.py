"""One process of the web, called without a server: its CPU for each request."""

from __future__ import annotations

import io
import itertools
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from scheduler_project.wsgi import application

Call = Callable[[], object]
WARM_UP = 30


def environ(method: str, path: str, **headers: str) -> dict[str, Any]:
    path, _mark, query = path.partition("?")
    return {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "SCRIPT_NAME": "",
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "HTTP_HOST": "127.0.0.1:8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    }


def calls(known: Mapping[str, Any]) -> dict[str, tuple[Call, int]]:
    """By name: what makes one request, and how often it is made in a round."""
    basic, token = known["basic"], _token(known)
    runs: Iterator[list[Any]] = itertools.cycle(known["runs"])

    def status(path: str, **headers: str) -> tuple[Call, int]:
        def ask() -> None:
            pk, guid = next(runs)
            _answer(environ("GET", path.format(pk=pk, guid=guid), **headers))

        return ask, 200

    def once(method: str, path: str, times: int) -> tuple[Call, int]:
        return lambda: _answer(environ(method, path, authorization=basic)), times

    return {
        "bare JsonResponse": once("GET", "/bare/", 200),
        "generic view": status("/generic/{guid}/", authorization=known["token"]),
        "status, ours": status("/api/v1/runs/{guid}/status/", authorization=basic),
        "status, Robusta": status(
            "/scheduler/connector-api/process/status/{guid}", authorization=basic
        ),
        "status, Sherpa": status("/api/job/read/{guid}", authorization=known["bearer"]),
        "status, Nebula": status(
            "/api-open/v1/jobs/{pk}", cookie=f"explorer_token={token}"
        ),
        "start, ours": once("POST", f"/api/v1/jobs/{known['job']}/run/", 100),
        "list, ours": once("GET", "/api/v1/runs/?page_size=50", 20),
        "list, Nebula": (
            lambda: _answer(
                environ("GET", "/api-open/v1/jobs", cookie=f"explorer_token={token}")
            ),
            40,
        ),
    }


def measure(known: Mapping[str, Any], rounds: int) -> dict[str, dict[str, float]]:
    """Microseconds of this process's CPU, and of the clock, medians over the rounds.

    The contenders take turns in every round, so that all see the same machine.
    """
    told: dict[str, list[tuple[float, float]]] = {}
    contenders = calls(known)
    for call, _times in contenders.values():
        for _ in range(WARM_UP):
            call()
    for _ in range(rounds):
        for name, (call, times) in contenders.items():
            told.setdefault(name, []).append(_timed(call, times))
    return {
        name: {
            "cpu_us": statistics.median(cpu for cpu, _wall in figures),
            "wall_us": statistics.median(wall for _cpu, wall in figures),
        }
        for name, figures in told.items()
    }


def _timed(call: Call, times: int) -> tuple[float, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(times):
        call()
    spent = time.process_time() - cpu, time.perf_counter() - wall
    return spent[0] / times * 1e6, spent[1] / times * 1e6


def _token(known: Mapping[str, Any]) -> str:
    """What Nebula's door gives for the key."""
    headers = _answer(
        environ("POST", "/api-open/v1/connect", authorization=known["connect"])
    )
    [cookie] = [value for name, value in headers if name == "Set-Cookie"]
    return cookie.partition("=")[2].partition(";")[0]


def _answer(request: dict[str, Any]) -> list[tuple[str, str]]:
    told: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], *_rest: Any) -> None:
        told.extend((status, headers))

    response: Any = application(request, start)  # type: ignore[arg-type]
    body = b"".join(response)
    response.close()
    status, headers = told
    assert status.startswith("2"), (request["PATH_INFO"], status, body[:300])
    found: list[tuple[str, str]] = headers
    return found


if __name__ == "__main__":
    print(json.dumps(measure(json.load(sys.stdin), int(sys.argv[1]))))
