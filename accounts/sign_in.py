"""The form in which people sign in: throttled, and audited."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import ngettext

from accounts import address, audit, lockout
from accounts.choices import Door
from accounts.lockout import Attempt


class SignInForm(AdminAuthenticationForm):
    def clean(self) -> dict[str, Any]:
        """Whoever failed too often is not even looked at: that would cost a hash, and
        say whether the password was right."""
        now, attempt = timezone.now(), self._attempt()
        until = lockout.locked_until(attempt, now=now)
        if until is not None:
            raise _locked(until, now=now)
        try:
            cleaned = super().clean()
        except ValidationError:
            if lockout.note_failure(attempt, now=now):
                self._tell(attempt, "locked out", now=now)
            raise
        lockout.forget(attempt)
        self._tell(attempt, "sign in", now=now)
        return cleaned

    def _attempt(self) -> Attempt:
        name = str(self.cleaned_data.get("username", ""))
        where = address.of(self.request) if self.request else ""
        return Attempt(name=name, address=where)

    def _tell(self, attempt: Attempt, what: str, *, now: dt.datetime) -> None:
        # What was typed in vain may be a password: it is not written down.
        by = self.user_cache.get_username() if self.user_cache else "?"
        audit.record(at=now, by=by, door=Door.ADMIN, what=what, address=attempt.address)


def _locked(until: dt.datetime, *, now: dt.datetime) -> ValidationError:
    minutes = max(1, -(-int((until - now).total_seconds()) // 60))
    sentence = ngettext(
        "Too many failed sign-ins. Try again in %(minutes)d minute.",
        "Too many failed sign-ins. Try again in %(minutes)d minutes.",
        minutes,
    )
    return ValidationError(sentence % {"minutes": minutes}, code="locked")
