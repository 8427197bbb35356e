from __future__ import annotations

from schedules.admin import blackout, periodic_task
from schedules.admin.process import ProcessAdmin, RefusedError
from schedules.admin.process_form import MultilineField, ProcessForm
from schedules.admin.run import ScheduledRunAdmin
from schedules.admin.schedule import ScheduleAdmin

__all__ = [
    "MultilineField",
    "ProcessAdmin",
    "ProcessForm",
    "RefusedError",
    "ScheduleAdmin",
    "ScheduledRunAdmin",
    "blackout",
    "periodic_task",
]
