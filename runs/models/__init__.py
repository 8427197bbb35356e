from __future__ import annotations

from runs.models.process import Process, ProcessVersion
from runs.models.robot import Robot
from runs.models.run import ProcessRun
from runs.models.step import Attempt, StepRun

__all__ = ["Attempt", "Process", "ProcessRun", "ProcessVersion", "Robot", "StepRun"]
