"""Somebody who asks our API for the state of runs, over and over, through every fault,
and writes down what it was told."""

from __future__ import annotations

import datetime as dt
import threading
import time
from types import TracebackType
from typing import Any, Self

import requests

from jobs.models import Job
from tests.system.evidence import FINAL, Answer

ASK_EVERY_S = 0.2
# A web that hangs tells nothing untrue.
ANSWER_WITHIN_S = 3.0
# How often what has ended is asked for again.
ENOUGH = 5


class Poller:
    def __init__(self, url: str, key: tuple[str, str]) -> None:
        self._url, self._key = url, key
        self._watched: dict[str, int] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._ask, daemon=True)
        self.answers: list[Answer] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join(ANSWER_WITHIN_S + 5)

    def watch(self, guid: object) -> None:
        self._watched[str(guid)] = 0

    def start(self, job: Job) -> int:
        """Start it by the API: the status code; 0 if nothing was answered."""
        code, body = self._call("POST", f"jobs/{job.guid}/run/")
        if 200 <= code < 300:
            self.watch(body["guid"])
        return code

    def codes(self) -> set[int]:
        """With which status codes it was answered so far."""
        return {answer.code for answer in list(self.answers)}

    def _ask(self) -> None:
        while not self._over.wait(ASK_EVERY_S):
            for guid, ended in list(self._watched.items()):
                if ended < ENOUGH:
                    self._note(guid, *self._call("GET", f"runs/{guid}/"))

    def _note(self, guid: str, code: int, body: Any) -> None:
        status = body["status"] if code == 200 else ""
        self._watched[guid] += status in FINAL
        at = dt.datetime.fromtimestamp(time.time(), tz=dt.UTC)
        self.answers.append(Answer(run=guid, at=at, code=code, status=status))

    def _call(self, method: str, path: str) -> tuple[int, Any]:
        try:
            answer = requests.request(
                method,
                f"{self._url}/api/v1/{path}",
                json={} if method == "POST" else None,
                auth=self._key,
                timeout=ANSWER_WITHIN_S,
            )
            return answer.status_code, answer.json() if answer.ok else None
        except requests.RequestException:
            return 0, None
