from __future__ import annotations

from schedules.models.occurrence import Occurrence
from schedules.models.schedule import Schedule

__all__ = ["Occurrence", "Schedule"]
