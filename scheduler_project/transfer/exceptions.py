from __future__ import annotations

from collections.abc import Mapping


class TransferError(Exception):
    """Something about a document of jobs, workflows and schedules went wrong."""


class InvalidDocumentError(TransferError):
    """A document that cannot be taken: a sentence for each place to be mended.

    Places are as in "workflows.0.steps.2.url"; "" is the document as a whole.
    """

    def __init__(self, sentences: Mapping[str, str]) -> None:
        super().__init__("; ".join(sentences.values()))
        self.sentences = dict(sentences)
