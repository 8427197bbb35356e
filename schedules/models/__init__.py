from __future__ import annotations

from schedules.models.blackout import Blackout
from schedules.models.change import OccurrenceChange
from schedules.models.occurrence import Occurrence
from schedules.models.pulse import Pulse
from schedules.models.schedule import Schedule

__all__ = ["Blackout", "Occurrence", "OccurrenceChange", "Pulse", "Schedule"]
