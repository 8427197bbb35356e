"""The cast of the tests: an account with its things, and a stranger's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from accounts import failures
from accounts.models import Account
from dialects import labels
from jobs.models import Job
from runs import calls, plans
from runs.models import ProcessRun
from schedules.models import Schedule

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks for the database: only that is run on PostgreSQL as well."""
    for item in items:
        asked = set(getattr(item, "fixturenames", ()))
        once = item.get_closest_marker("once")
        marked = item.get_closest_marker("django_db")
        if (asked & {"db", "transactional_db"} or marked) and not once:
            item.add_marker("database")


@pytest.fixture(autouse=True)
def hints(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The run ids that were published: no test but the system's has a broker."""
    published: list[int] = []
    monkeypatch.setattr("runs.dispatch.publish", published.extend)
    return published


@pytest.fixture(autouse=True)
def no_plans_of_other_tests() -> None:
    """Versions are kept by id, and a rolled-back test leaves its ids to the next."""
    plans.of_version.cache_clear()
    labels.of_version.cache_clear()


@pytest.fixture(autouse=True)
def no_failures_of_other_tests() -> None:
    """Failed sign-ins are counted in memory, and all tests have one address."""
    failures.of_keys.clear()


@pytest.fixture
def noon() -> dt.datetime:
    return NOON


@pytest.fixture
def account(db: None) -> Account:
    return Account.objects.create(name="Alder & Co.")


@pytest.fixture
def stranger(db: None) -> Account:
    return Account.objects.create(name="Stranger Ltd.")


@pytest.fixture
def make_job(account: Account) -> Callable[..., Job]:
    import jobs.actions

    def make(*, owner: Account = account, **values: Any) -> Job:
        defaults = {"method": "POST", "url": "http://api.example/orders"}
        return jobs.actions.create(owner, defaults | values)

    return make


@pytest.fixture
def job(make_job: Callable[..., Job]) -> Job:
    return make_job(name="Orders")


@pytest.fixture
def make_schedule(job: Job) -> Callable[..., Schedule]:
    """A schedule made at noon, each minute unless told otherwise."""
    import schedules.actions

    def make(*, process: Job = job, now: dt.datetime = NOON, **values: Any) -> Schedule:
        defaults = {"kind": "interval", "expression": "60"}
        return schedules.actions.create(process, defaults | values, now=now)

    return make


@pytest.fixture
def start(job: Job) -> Callable[..., ProcessRun]:
    import runs.actions

    def begin(*, process: Any = job, **wanted: Any) -> ProcessRun:
        wanted.setdefault("origin", "manual")
        return runs.actions.start(
            runs.actions.Start(process=process, **wanted), now=timezone.now()
        )

    return begin


class Peer:
    """What the world answers, in place of `calls.send`; keeps what was sent."""

    def __init__(self) -> None:
        self.requests: list[calls.Request] = []
        self.answers: list[calls.Outcome | Callable[[], calls.Outcome]] = []

    def send(self, request: calls.Request, **_rest: Any) -> calls.Outcome:
        self.requests.append(request)
        answer = self.answers.pop(0) if self.answers else answered()
        return answer() if callable(answer) else answer


def answered(status: int = 200, body: bytes = b"{}", **rest: Any) -> calls.Outcome:
    values: dict[str, Any] = {
        "headers": (("content-type", "application/json"),),
        "truncated": False,
        "duration_ms": 5,
        "error": "",
        "reason": "",
        "sent": True,
        "peer": "192.0.2.1:80",
    }
    return calls.Outcome(status=status, body=body, **(values | rest))


def unanswered(error: str, reason: str, *, sent: bool = True) -> calls.Outcome:
    return calls.Outcome(
        status=None,
        headers=(),
        body=b"",
        truncated=False,
        duration_ms=5,
        error=error,
        reason=reason,
        sent=sent,
        peer="",
    )


@pytest.fixture
def peer(monkeypatch: pytest.MonkeyPatch) -> Peer:
    fake = Peer()
    monkeypatch.setattr("runs.calls.send", fake.send)
    return fake


@pytest.fixture
def work() -> Callable[..., None]:
    """A worker that looks at these runs until nothing is left to do."""
    from runs.advance import Advancer
    from runs.work import Carrier

    def look(*runs: ProcessRun) -> None:
        carrier = Carrier(robot_id=None, task_id="task-1")
        Advancer().work_off([run.pk for run in runs], carrier=carrier)
        for run in runs:
            run.refresh_from_db()

    return look
