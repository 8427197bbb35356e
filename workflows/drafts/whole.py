"""All of a draft: parameters, outputs and steps, as fields and as values; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from workflows.drafts import Sent, pairs, parameter, step, words
from workflows.drafts.step import Fields, Values

STEPS, PARAMETERS, OUTPUTS = "steps", "parameters", "outputs"
PARTS = (PARAMETERS, OUTPUTS, STEPS)
# More are not taken from a page; the definition has a bound of its own.
MOST = 500


def read(sent: Sent) -> Values:
    """{"parameters": [...], "outputs": {...}, "steps": [...]}"""
    return {
        PARAMETERS: [
            parameter.read(sent, f"{PARAMETERS}-{at}")
            for at in range(count(sent, PARAMETERS))
        ],
        OUTPUTS: pairs.read(sent, OUTPUTS, take=words.typed),
        STEPS: [step.read(sent, f"{STEPS}-{at}") for at in range(count(sent, STEPS))],
    }


def send(values: Mapping[str, Any]) -> Fields:
    """The fields that mean these values; `read` gives them back."""
    outputs = values.get(OUTPUTS)
    return {
        **_send_list(values.get(PARAMETERS), PARAMETERS, parameter.send),
        **pairs.send(
            OUTPUTS,
            outputs if isinstance(outputs, Mapping) else {},
            write=words.written,
        ),
        **_send_list(values.get(STEPS), STEPS, step.send),
    }


def count(sent: Sent, what: str) -> int:
    """How many steps or parameters there are."""
    given = sent.get(f"{what}-TOTAL", ())
    text = given[-1] if given else ""
    return min(MOST, int(text)) if text.isascii() and text.isdigit() else 0


def _send_list(
    values: Any, what: str, send_one: Callable[[Mapping[str, Any], str], Fields]
) -> Fields:
    objects = [each for each in values or () if isinstance(each, Mapping)]
    fields: Fields = {f"{what}-TOTAL": [str(len(objects))]}
    for at, each in enumerate(objects):
        fields |= send_one(each, f"{what}-{at}")
    return fields
