from __future__ import annotations

from collections.abc import Mapping


class WorkflowsError(Exception):
    """Something about a workflow went wrong."""


class InvalidWorkflowError(WorkflowsError):
    """A definition that cannot be saved: a sentence for each field to be mended."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        super().__init__("; ".join(sentences.values()))
        self.sentences = dict(sentences)
