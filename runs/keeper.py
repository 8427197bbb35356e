"""Watching over the calls of this process: leases are renewed, lost or aborted calls
are cut, and the robot's heart beats. One thread, one query a second while calls are
under way, one update per third of a lease."""

from __future__ import annotations

import datetime as dt
import logging
import os
import signal
import threading
import uuid
from dataclasses import dataclass

from django.db import close_old_connections, connection

from runs import robots, sql
from runs.calls import Line
from runs.choices import StopKind
from runs.hearing import Hearing
from runs.leases import LEASE, RENEW_EVERY
from runs.models import StepRun
from runs.work import Work

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0
STOP_WITHIN_S = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    token: uuid.UUID
    line: Line


class Keeper:
    def __init__(self) -> None:
        self.hearing = Hearing()
        self._held: dict[int, _Held] = {}
        self._lock = threading.Lock()
        self._renewed_at: dt.datetime | None = None
        self._beat_at: dt.datetime | None = None
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="keeper", daemon=True)

    def hold(self, work: Work) -> Line:
        """Watch over this step from now on; the line cuts its call."""
        line = Line()
        held = _Held(token=work.lease_token, line=line)
        with self._lock:
            self._held[work.step_run_id] = held
        return line

    def release(self, work: Work) -> None:
        with self._lock:
            self._held.pop(work.step_run_id, None)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        if self._thread.is_alive():
            # A daemon: it may hang in a database that is away.
            self._thread.join(STOP_WITHIN_S)

    def _beat(self, now: dt.datetime) -> None:
        if self._beat_at is None or now - self._beat_at >= robots.HEARTBEAT_EVERY:
            robots.beat(now=now)
            self._beat_at = now

    def _listen(self, now: dt.datetime) -> None:
        if not self._held and self.hearing.is_lost(now):
            logger.critical("No message reaches this worker: it ends, to be restarted")
            os.kill(os.getpid(), signal.SIGTERM)

    def look(self, now: dt.datetime) -> None:
        """Cut what is no longer ours or is to be aborted, and renew the rest."""
        with self._lock:
            held = dict(self._held)
        if not held:
            return
        rows = StepRun.objects.filter(pk__in=held)
        fields = ("pk", "lease_token", "run__stop_kind")
        known = {pk: (token, stop) for pk, token, stop in rows.values_list(*fields)}
        for pk, mine in held.items():
            token, stop = known.get(pk, (None, ""))
            if token != mine.token or stop == StopKind.ABORT:
                mine.line.cut()
        if self._renewed_at is None or now - self._renewed_at >= RENEW_EVERY:
            tokens = [mine.token for mine in held.values()]
            rows.filter(lease_token__in=tokens).update(lease_until=now + LEASE)
            self._renewed_at = now

    def _watch(self) -> None:
        while not self._stopped.wait(LOOK_EVERY_S):
            try:
                now = sql.database_now()
                self.look(now)
                self._beat(now)
                self._listen(now)
            except Exception:
                # Without a database no lease can be renewed; the fence holds.
                logger.exception("The keeper could not look at the leases")
                close_old_connections()
        connection.close()
