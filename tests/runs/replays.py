"""Plans by chance, and the engine's messages in any order."""

from __future__ import annotations

import datetime as dt
import urllib.parse
from collections import Counter

from django.utils import timezone
from hypothesis import strategies as st

from runs import attempts, claims, recording, stopping, sweep
from runs.calls import Line
from runs.choices import FINAL, OPEN, StopKind
from runs.leases import LEASE
from runs.models import ProcessRun, StepRun
from runs.slots import Slots
from runs.work import Carrier
from tests.conftest import answered
from tests.runs import slow_reading
from tests.runs.slow_reading import Step

ANYBODY = Carrier(robot_id=None, task_id="")
RETRY = {"attempts": 2, "delay_s": 5.0}
# Answers that are final at once, and one that is not.
SCRIPTS = [(200,), (404,), (503, 200), (503, 503)]


@st.composite
def plans(draw, *, kinds=("http", "compose", "wait", "process"), most=7):
    """Steps in any order, each needing some of those before it."""
    steps: list[Step] = []
    upstream: dict[str, set[str]] = {}
    for key in "abcdefghij"[: draw(st.integers(1, most))]:
        known = [step.key for step in steps]
        needs = (
            draw(st.lists(st.sampled_from(known), unique=True, max_size=3))
            if (known)
            else []
        )
        above = sorted({*needs, *(far for near in needs for far in upstream[near])})
        upstream[key] = set(above)
        steps.append(draw(_steps(key, tuple(needs), above, kinds)))
    shuffled = draw(st.permutations(steps))
    return slow_reading.Plan(steps=tuple(shuffled), goes_on=draw(st.booleans()))


@st.composite
def _steps(draw, key, needs, above, kinds):
    kind = draw(st.sampled_from(kinds))
    conditions: list[object] = [None, None, True, False]
    numbers: list[object] = [1, 2]
    if above:
        conditions += [("status", key) for key in above]
        conditions += [("number", key) for key in above]
        numbers += above if kind == "compose" else []
    script = st.sampled_from(["ok", "ok", "bad"])
    return Step(
        key=key,
        kind=kind,
        needs=needs,
        when=draw(st.sampled_from(conditions)),
        script=draw(st.sampled_from(SCRIPTS) if kind == "http" else script),
        n=draw(st.sampled_from(numbers)),
        for_s=draw(st.sampled_from([0, 20])),
    )


def compiled(plan, children):
    """As the engine reads it; `children` are the GUIDs of other processes by
    (script, n)."""
    return {
        "steps": [_compiled(step, children) for step in plan.steps],
        "outputs": {
            step.key: f"{{{{ steps.{step.key}.output.n }}}}" for step in plan.steps
        },
        "on_error": "continue" if plan.goes_on else "stop",
    }


def _compiled(step, children):
    own = {"key": step.key, "kind": step.kind, "needs": list(step.needs)}
    if step.when is not None:
        own["when"] = _condition(step.when)
    return own | _KINDS[step.kind](step, children)


def _condition(when):
    match when:
        case ("status", key):
            return f"steps.{key}.status == 'succeeded'"
        case ("number", key):
            return f"steps.{key}.output.n > `1`"
    return "`true`" if when else "`false`"


def _http(step, _children):
    script = "-".join(map(str, step.script))
    request = {
        "method": "POST",
        "url": f"http://api.example/{step.key}/{script}?n={step.n}",
        "headers": {},
        "body": {},
        "internal": False,
    }
    return {"request": request, "retry": RETRY, "outputs": {"n": "body.n"}}


def _compose(step, _children):
    n = step.n if isinstance(step.n, int) else f"{{{{ steps.{step.n}.output.n }}}}"
    bad = {} if step.script == "ok" else {"x": "<{{ input.missing }}>"}
    return {"outputs": {"n": n, **bad}}


def _wait(step, _children):
    return {"wait": {"for_s": step.for_s if step.script == "ok" else "soon"}}


def _process(step, children):
    return {"process": {"guid": children[step.script, step.n]}}


_KINDS = {"http": _http, "compose": _compose, "wait": _wait, "process": _process}


class Replay:
    """A run is brought on by claims, records and sweeps in an order drawn by dice."""

    def __init__(self, run, dice):
        self.run, self.dice, self.now = run, dice, timezone.now()
        self.hints = [run.pk]
        self.held = []
        self.sent: Counter[tuple[str, str]] = Counter()
        self.seen = {}
        self.stopped_at = None

    def send(self, request, **_rest):
        """What the world answers: as the path says."""
        headers = dict(request.headers)
        parts = urllib.parse.urlsplit(request.url)
        script = parts.path.split("/")[2].split("-")
        self.sent[headers["Idempotency-Key"], headers["X-Attempt"]] += 1
        status = int(script[int(headers["X-Attempt"]) - 1])
        n = dict(urllib.parse.parse_qsl(parts.query))["n"]
        return answered(status, f'{{"n": {n}}}'.encode())

    def publish(self, run_ids):
        self.hints += run_ids

    def live(self, events, *, also=()):
        acts = [self.look, self.look, self.finish, self.lose, self.wait, self.sweep]
        for _event in range(events):
            self.dice.choice([*acts, *(getattr(self, name) for name in also)])()
            self.now += dt.timedelta(milliseconds=1)
            self.nothing_final_changes()

    def live_on(self):
        """Nothing more is lost, until all is over."""
        for _round in range(300):
            if not ProcessRun.objects.filter(status__in=OPEN).exists():
                return
            self.now += dt.timedelta(seconds=6)
            self._renew()
            self._record(self.held)
            sweep.sweep(self.now)
            self._look(self.hints, Slots())
            self.nothing_final_changes()
        raise AssertionError("something is never brought to its end")

    def look(self):
        """Some of the hints reach a worker, one perhaps a second time."""
        some = self.dice.sample(self.hints, min(len(self.hints), 2))
        if some and self.dice.random() < 0.7:
            self.hints.remove(some[0])
        self._look(some, Slots(calls=self.dice.choice([1, 2, 32])))

    def finish(self):
        self.dice.shuffle(self.held)
        self._record(self.held[: self.dice.randint(0, 3)])

    def lose(self):
        if self.hints:
            self.hints.pop(self.dice.randrange(len(self.hints)))

    def wait(self):
        self.now += dt.timedelta(seconds=self.dice.choice([1, 6, 12, 25]))
        self._renew()

    def sweep(self):
        sweep.sweep(self.now)

    def die(self):
        """The worker is gone with its calls, each of them sent or not."""
        for work in self.held:
            if self.dice.random() < 0.5:
                attempts.carry_out(work, Line())
        self.held = []
        self.now += 2 * LEASE

    def stop(self):
        if self.dice.random() < 0.3:
            kind = self.dice.choice([StopKind.STOP, StopKind.ABORT])
            stopped = stopping.stop(self.run, kind=kind, why="Enough.", now=self.now)
            if stopped and self.stopped_at is None:
                self.stopped_at = self.now

    def nothing_final_changes(self):
        rows = StepRun.objects.filter(status__in=FINAL)
        now = dict(rows.values_list("guid", "status"))
        assert self.seen.items() <= now.items()
        self.seen = now

    def _look(self, run_ids, slots):
        carriers = dict.fromkeys(run_ids, ANYBODY)
        if not carriers:
            return
        claimed = claims.claim(carriers, now=self.now, slots=slots)
        self.held += claimed.work
        self.hints += claimed.again

    def _record(self, works):
        ended = list(works)
        self.held = [work for work in self.held if work not in ended]
        if ended:
            results = [attempts.carry_out(work, Line()) for work in ended]
            self.hints += recording.record(results, now=self.now)

    def _renew(self):
        """What the keeper of a living worker does."""
        held = StepRun.objects.filter(pk__in=[work.step_run_id for work in self.held])
        held.update(lease_until=self.now + LEASE)
