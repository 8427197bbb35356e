"""Claim → call → record → again: bringing runs on, as far as they go.

One thread per worker process does all of it but the calls, which have threads of
their own. So claims and results are written in groups, whoever brought the runs.
"""

from __future__ import annotations

import datetime as dt
import logging
import queue
import threading
import time
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter

from django.db import Error, close_old_connections, connection
from django.db.models import BigIntegerField

from runs import attempts, claims, recording, settling, slots, sql
from runs.callers import Callers
from runs.crowd import Crowd
from runs.keeper import Keeper
from runs.steps import http
from runs.work import Brought, Carrier, Result, Work

logger = logging.getLogger(__name__)

# Results and runs that follow one another this closely are written in one transaction,
GAP_S = 0.003
# for so long after the first of them.
LINGER_S = 0.02
GROUP_SIZE = 200
# Runs taken in before those who bring more have to wait.
MOST_TAKEN_IN = 500
# While the database is away.
PAUSE_S = 1.0

_Event = Brought | Result


class Advancer:
    """The work of one worker process."""

    def __init__(self) -> None:
        self._slots, self._crowd, self._keeper = slots.Slots(), Crowd(), Keeper()
        self._callers = Callers(slots.CALLS)
        self._events: queue.SimpleQueue[_Event] = queue.SimpleQueue()
        self._admission = threading.Semaphore(MOST_TAKEN_IN)
        self._again: list[Brought] = []
        self._unwritten: list[Result] = []
        self._under_way = 0
        self._draining = False
        self._thread = threading.Thread(target=self._serve, name="advance", daemon=True)

    def start(self) -> None:
        """Serve `bring` from now on."""
        self._keeper.start()
        self._thread.start()

    def bring(self, run_ids: Iterable[int], *, carrier: Carrier) -> None:
        """Hand over runs to be looked at; waits while too many are.

        What is no id of a run, in a message that is not ours, is dropped.
        """
        self._keeper.hearing.heard()
        for run_id in filter(_is_id, run_ids):
            self._admission.acquire()
            self._events.put(Brought(run_id=run_id, carrier=carrier))

    def drain(self) -> None:
        """Claim nothing more; return when the calls under way have been written.

        What was brought and not claimed is left to the sweep.
        """
        self._draining = True
        if self._thread.is_alive():
            self._thread.join()
        self._keeper.stop()

    def work_off(self, run_ids: Sequence[int], *, carrier: Carrier) -> None:
        """Look at these runs here and now, until nothing is left to do with them."""
        self._again = [Brought(run_id=run_id, carrier=carrier) for run_id in run_ids]
        while self._has_work():
            self._round(self._gather(wait_s=PAUSE_S))

    def _serve(self) -> None:
        while self._under_way or not self._draining:
            self._go_on()
        connection.close()

    def _go_on(self) -> None:
        """One round; whatever fails in it, there is a next one: without this thread
        the worker would live and do nothing."""
        try:
            self._round(self._gather(wait_s=PAUSE_S))
        except Exception:
            # What was to be looked at is found by the sweep, what has ended is
            # kept and written when the database is back, if the lease allows.
            logger.exception("The runs at hand could not be brought on")
            close_old_connections()
            time.sleep(PAUSE_S)

    def _has_work(self) -> bool:
        return bool(self._again or self._under_way or len(self._crowd))

    def _gather(self, *, wait_s: float) -> list[Brought]:
        """The runs to look at now; results that have arrived are put aside."""
        brought, self._again = self._again, []
        event = self._next_event(0.0 if brought or self._unwritten else wait_s)
        until = time.monotonic() + LINGER_S
        while event is not None:
            self._put_aside(event, brought)
            if len(brought) + len(self._unwritten) >= GROUP_SIZE:
                break
            left = min(GAP_S, until - time.monotonic())
            event = self._next_event(0.0 if self._have_all_ended() else left)
        return brought

    def _next_event(self, wait_s: float) -> _Event | None:
        try:
            return (
                self._events.get(timeout=wait_s)
                if wait_s > 0
                else self._events.get(False)
            )
        except queue.Empty:
            return None

    def _have_all_ended(self) -> bool:
        """Whether no more results can come."""
        return 0 < self._under_way == len(self._unwritten)

    def _put_aside(self, event: _Event, brought: list[Brought]) -> None:
        if isinstance(event, Result):
            self._unwritten.append(event)
            return
        self._admission.release()
        brought.append(event)

    def _round(self, brought: list[Brought]) -> None:
        """Write what has ended, then claim and begin what can begin."""
        if not (brought or self._unwritten or self._crowd):
            return
        now = sql.database_now()
        self._write(now)
        if self._draining:
            return
        brought += self._again + self._crowd.ready(self._slots, now=time.monotonic())
        self._again = []
        if brought:
            self._claim({each.run_id: each.carrier for each in brought}, now=now)

    def _write(self, now: dt.datetime) -> None:
        if not self._unwritten:
            return
        ready = recording.record_all(self._unwritten, now=now)
        carrier = self._unwritten[0].work.carrier
        self._again += [Brought(run_id=run_id, carrier=carrier) for run_id in ready]
        for result in self._unwritten:
            self._let_go(result.work)
        self._unwritten = []

    def _let_go(self, work: Work) -> None:
        self._under_way -= 1
        self._keeper.release(work)
        self._slots.give_back(http.host(work.step))
        self._crowd.moved(http.host(work.step), now=time.monotonic())

    def _claim(self, carriers: dict[int, Carrier], *, now: dt.datetime) -> None:
        try:
            self._take_up(carriers, now=now)
        except sql.TRANSIENT:
            raise
        except Exception:
            logger.exception("These runs could not be claimed together")
            for run_id, carrier in carriers.items():
                self._claim_alone(run_id, carrier, now=now)

    def _claim_alone(self, run_id: int, carrier: Carrier, *, now: dt.datetime) -> None:
        """A run that cannot be claimed must not keep others from it."""
        try:
            self._take_up({run_id: carrier}, now=now)
        except Error:
            # It may be the database's fault: the sweep finds it again.
            logger.exception("Run %s could not be claimed", run_id)
        except Exception:
            logger.exception("Run %s cannot be carried out", run_id)
            freed = settling.give_up(run_id, now=now)
            self._again += [Brought(run_id=pk, carrier=carrier) for pk in freed]

    def _take_up(self, carriers: dict[int, Carrier], *, now: dt.datetime) -> None:
        claimed = claims.claim(carriers, now=now, slots=self._slots)
        for work in claimed.work:
            self._begin(work)
        some = next(iter(carriers.values()))
        self._again += [
            Brought(run_id=run_id, carrier=carriers.get(run_id, some))
            for run_id in claimed.again
        ]
        crowded = sorted(claimed.crowded)
        for host, runs in groupby(crowded, key=itemgetter(0)):
            waiting = [
                Brought(run_id=run_id, carrier=carriers[run_id]) for _h, run_id in runs
            ]
            self._crowd.join(host, waiting, now=time.monotonic())

    def _begin(self, work: Work) -> None:
        self._under_way += 1
        line = self._keeper.hold(work)
        try:
            self._callers.give(lambda: self._events.put(attempts.carry_out(work, line)))
        except RuntimeError:
            # Else it would hold its slot, and its lease be renewed, for ever.
            logger.exception("Run %s: nobody can make its call", work.run.guid)
            self._events.put(attempts.unmade(work))


def _is_id(given: object) -> bool:
    return isinstance(given, int) and 0 < given <= BigIntegerField.MAX_BIGINT
