from __future__ import annotations

from workflows.forms.workflow import WorkflowForm

__all__ = ["WorkflowForm"]
