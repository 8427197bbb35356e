"""Failed sign-ins with passwords: counted in the database, then locked out for a while.

People choose passwords that can be guessed, and every process must count the same
attempts; a sign-in hashes for a quarter of a second, so a query costs nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Case, F, Q, Value, When
from django.utils.crypto import salted_hmac

from accounts.models import FailedSignIn

WITHIN: Final = dt.timedelta(minutes=15)
# Failures within that time after which the next attempt is not even looked at.
MOST_BY_NAME_AND_ADDRESS: Final = 5
MOST_BY_ADDRESS: Final = 30
# Many addresses at one name: so high that nobody is locked out by a prankster soon.
MOST_BY_NAME: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """Somebody signs in as `name` from `address` ("" if that is not known)."""

    name: str
    address: str

    def counters(self) -> Iterator[tuple[str, int]]:
        """What it is counted under, and how many failures are borne there."""
        name = self.name.casefold()
        yield _hashed("name and address", name, self.address), MOST_BY_NAME_AND_ADDRESS
        yield _hashed("name", name), MOST_BY_NAME
        if self.address:
            yield _hashed("address", self.address), MOST_BY_ADDRESS


def locked_until(attempt: Attempt, *, now: dt.datetime) -> dt.datetime | None:
    """The end of the lockout this attempt falls into, or None."""
    most = dict(attempt.counters())
    rows = FailedSignIn.objects.filter(who__in=most, since__gt=now - WITHIN)
    ends = [row.since + WITHIN for row in rows if row.count >= most[row.who]]
    return max(ends, default=None)


def note_failure(attempt: Attempt, *, now: dt.datetime) -> bool:
    """Count a failure; whether a lockout begins with it."""
    counts = [(_counted(who, now=now), most) for who, most in attempt.counters()]
    return any(count == most for count, most in counts)


def forget(attempt: Attempt) -> None:
    """They knew the password after all; what others tried at it stays counted."""
    who, _most = next(attempt.counters())
    FailedSignIn.objects.filter(who=who).delete()


def _counted(who: str, *, now: dt.datetime) -> int:
    """Count one more under `who`; how many there are now."""
    rows = FailedSignIn.objects.filter(who=who)
    if not _add(who, now=now):
        FailedSignIn.objects.filter(since__lte=now - WITHIN).delete()
        try:
            with transaction.atomic():
                FailedSignIn.objects.create(who=who, count=1, since=now)
        except IntegrityError:
            # Somebody else was first, at the same moment.
            _add(who, now=now)
    return rows.values_list("count", flat=True).get()


def _add(who: str, *, now: dt.datetime) -> int:
    old = Q(since__lte=now - WITHIN)
    return FailedSignIn.objects.filter(who=who).update(
        count=Case(When(old, then=Value(1)), default=F("count") + 1),
        since=Case(When(old, then=Value(now)), default=F("since")),
    )


def _hashed(*parts: str) -> str:
    text = "\0".join(parts)
    return salted_hmac("accounts.lockout", text, algorithm="sha256").hexdigest()
