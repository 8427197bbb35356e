from __future__ import annotations

from collections.abc import Mapping


class RunsError(Exception):
    """Something about processes or runs went wrong."""


class PlanError(RunsError):
    """A plan that cannot be executed; the message names the place and the mend."""


class ExpressionError(RunsError):
    """An expression that cannot be read or evaluated; the message says which."""


class StartRefusedError(RunsError):
    """A process that cannot be started now; the message is for the user."""


class InvalidInputError(StartRefusedError):
    """Values that a start cannot take: a sentence for each, by where it stands."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        super().__init__(
            " ".join(f"{place}: {said}" for place, said in sentences.items())
        )
        self.sentences = dict(sentences)


class RequestError(RunsError):
    """A request that must not be sent as it is; knows the field and the sentence."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence
