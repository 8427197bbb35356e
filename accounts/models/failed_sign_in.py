from __future__ import annotations

from django.db import models


class FailedSignIn(models.Model):
    """How often somebody failed to sign in with a password, and since when.

    In the database, as every process of the web must count the same attempts.
    """

    # A keyed hash of a user name, an address or both: people type passwords into the
    # wrong field.
    who = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField()
    since = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.who[:8]}… × {self.count}"
