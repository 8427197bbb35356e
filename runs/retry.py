"""Whether, and when, a failed attempt is followed by another one; pure."""

from __future__ import annotations

import datetime as dt
import email.utils
import random
from dataclasses import dataclass

from runs.calls import Outcome

# However long a server asks us to wait (RFC 9110, 10.2.3), no longer than this.
LONGEST_RETRY_AFTER_S = 3_600.0
MOST_ATTEMPTS = 20

FIXED, EXPONENTIAL = "fixed", "exponential"
# The classes of failures a policy may name.
CONNECTION, TIMEOUT, SERVER_ERROR, BUSY, CLIENT_ERROR = (
    "connection",
    "timeout",
    "5xx",
    "429",
    "4xx",
)
FAILURES = (CONNECTION, TIMEOUT, SERVER_ERROR, BUSY, CLIENT_ERROR)
DEFAULT_FAILURES = (CONNECTION, TIMEOUT, SERVER_ERROR, BUSY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """`attempts` in all; between them `delay_s`, doubled each time if exponential."""

    attempts: int = 1
    backoff: str = FIXED
    delay_s: float = 10.0
    most_s: float = 3_600.0
    failures: tuple[str, ...] = DEFAULT_FAILURES


def pause(
    policy: Policy, *, attempt: int, outcome: Outcome, now: dt.datetime, spread: float
) -> dt.timedelta | None:
    """How long to wait after the failed attempt of this number; None: no more.

    `spread` (0..1) draws the jitter of an exponential pause: half of it is fixed, so
    that a crowd of failures does not come back together.
    """
    if attempt >= policy.attempts or failure_of(outcome) not in policy.failures:
        return None
    asked = _asked(outcome, now)
    if asked is not None:
        return dt.timedelta(seconds=min(asked, LONGEST_RETRY_AFTER_S))
    seconds = policy.delay_s
    if policy.backoff == EXPONENTIAL:
        doubled = min(policy.delay_s * 2 ** (attempt - 1), policy.most_s)
        seconds = doubled * (0.5 + spread / 2)
    return dt.timedelta(seconds=seconds)


def draw_spread() -> float:
    return random.random()  # noqa: S311 - a jitter, not a secret


def failure_of(outcome: Outcome) -> str:
    """The class of a failure; "" for what no repetition can mend."""
    if outcome.status is not None:
        return _failure_of_status(outcome.status)
    if outcome.reason == "timeout":
        return TIMEOUT
    mendable = {"dns", "refused", "tls", "reset", "protocol"}
    return CONNECTION if outcome.reason in mendable else ""


def _failure_of_status(status: int) -> str:
    if status == 429:
        return BUSY
    if status >= 500:
        return SERVER_ERROR
    return CLIENT_ERROR if status >= 400 else ""


def _asked(outcome: Outcome, now: dt.datetime) -> float | None:
    """The seconds of a Retry-After header: a number of them, or a date."""
    text = next(
        (value for name, value in outcome.headers if name.lower() == "retry-after"), ""
    ).strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        date = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=dt.UTC)
    return max(0.0, (date - now).total_seconds())
