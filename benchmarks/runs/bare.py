"""What is compared with: a Celery task that calls, and records nothing.

    celery -A benchmarks.runs.bare worker --pool=prefork|threads

One Session per thread, as requests' documentation advises; a new Session per call
costs twice as much.
"""

from __future__ import annotations

import os
import threading

import requests
from celery import Celery

BODY = b'{"order": 4711}'
HEADERS = {"Content-Type": "application/json", "Accept": "application/json"}
TIMEOUT_S = 30

app = Celery("bare", broker=os.environ.get("REDIS_URL"), set_as_current=False)
app.conf.update(task_ignore_result=True, broker_connection_retry_on_startup=True)


class _Local(threading.local):
    def __init__(self) -> None:
        self.session = requests.Session()


_local = _Local()


def call(url: str) -> requests.Response:
    return _local.session.post(url, data=BODY, headers=HEADERS, timeout=TIMEOUT_S)


@app.task(name="bare.call")
def call_only(url: str) -> None:
    call(url)
