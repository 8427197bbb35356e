from __future__ import annotations

from django.db import models


class Pulse(models.Model):
    """When the clock last ticked, by any of its processes: one row."""

    name = models.CharField(max_length=20, primary_key=True)
    ticked_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
