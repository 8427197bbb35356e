"""The fields of a request that say when it is tried again; pure."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from runs import retry
from runs.exceptions import RequestError

DEFAULT = retry.Policy()


def read_attempts(given: Any) -> int:
    """How often a call is made at most; left out: once."""
    if given == "":
        return DEFAULT.attempts
    is_whole = isinstance(given, int) and not isinstance(given, bool)
    if not is_whole or not 1 <= given <= retry.MOST_ATTEMPTS:
        raise RequestError(
            "attempts",
            _("Give a whole number of attempts from 1 to %(most)d.")
            % {"most": retry.MOST_ATTEMPTS},
        )
    return int(given)


def read_backoff(given: Any) -> str:
    known = (retry.FIXED, retry.EXPONENTIAL)
    if given == "":
        return DEFAULT.backoff
    if given not in known:
        raise RequestError(
            "backoff", _("Choose one of %(known)s.") % {"known": ", ".join(known)}
        )
    return str(given)


def read_delay(given: Any) -> float:
    """Seconds between two attempts; doubled each time if exponential."""
    if given == "":
        return DEFAULT.delay_s
    is_number = isinstance(given, int | float) and not isinstance(given, bool)
    if not is_number or not 1 <= given <= DEFAULT.most_s:
        raise RequestError(
            "retry_delay_s",
            _("Give a number of seconds from 1 to %(most)d.")
            % {"most": DEFAULT.most_s},
        )
    return float(given)


def read_failures(given: Any) -> list[str]:
    """Which failures are tried again."""
    if given == "":
        return list(DEFAULT.failures)
    is_list = isinstance(given, list | tuple)
    if not is_list or not set(map(str, given)) <= set(retry.FAILURES):
        raise RequestError(
            "retry_on",
            _("Choose from %(known)s.") % {"known": ", ".join(retry.FAILURES)},
        )
    return [failure for failure in retry.FAILURES if failure in given]
