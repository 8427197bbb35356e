from __future__ import annotations

from workflows.admin.workflow import WorkflowAdmin

__all__ = ["WorkflowAdmin"]
