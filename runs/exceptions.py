from __future__ import annotations


class RunsError(Exception):
    """Something about processes or runs went wrong."""


class PlanError(RunsError):
    """A plan that cannot be executed; the message names the place and the mend."""


class ExpressionError(RunsError):
    """An expression that cannot be read or evaluated; the message says which."""


class StartRefusedError(RunsError):
    """A process that cannot be started now; the message is for the user."""


class RequestError(RunsError):
    """A request that must not be sent as it is; knows the field and the sentence."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence
