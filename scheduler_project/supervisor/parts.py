"""What the product consists of, in the order in which it is started."""

from __future__ import annotations

import sys
from functools import partial

from scheduler_project.supervisor import broker, web
from scheduler_project.supervisor.arrangement import Arrangement
from scheduler_project.supervisor.part import Part

# The worker ends its calls while the web still answers those that are internal.
STOP_ORDER = ("beat", "worker", "web", "broker")


def product(arrangement: Arrangement) -> list[Part]:
    return [
        *_broker(arrangement),
        _setup("migrate", "--noinput", "--verbosity", "0"),
        _setup("demo"),
        _web(arrangement),
        # A call that is under way gets some time to come to its end.
        Part(name="worker", command=_celery("worker"), patience_s=10),
        # Its place is the database, so beat needs no pid file against a second one.
        Part(name="beat", command=_celery("beat", "--pidfile=")),
    ]


def _broker(arrangement: Arrangement) -> list[Part]:
    if arrangement.broker is None:
        return []
    return [
        Part(
            name="broker",
            command=broker.command(arrangement.broker, home=arrangement.home),
            ready=partial(broker.answers, arrangement.broker),
            unsaid=broker.UNSAID,
        )
    ]


def _setup(*words: str) -> Part:
    command = (sys.executable, "manage.py", *words)
    return Part(name="setup", command=command, once=True)


def _web(arrangement: Arrangement) -> Part:
    return Part(
        name="web",
        command=web.command(arrangement.port),
        ready=partial(web.is_healthy, arrangement.port, host=arrangement.host),
        patience_s=web.GRACE_S + 2,
    )


def _celery(role: str, *options: str) -> tuple[str, ...]:
    start = (sys.executable, "-m", "celery", "--quiet", "-A", "scheduler_project")
    return (*start, role, "--loglevel=warning", *options)
