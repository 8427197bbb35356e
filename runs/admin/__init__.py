from __future__ import annotations

from runs.admin.robot import RobotAdmin
from runs.admin.run import ProcessRunAdmin

__all__ = ["ProcessRunAdmin", "RobotAdmin"]
