"""Starting a workflow with what a request of this door says."""

from __future__ import annotations

import datetime as dt

from dialects.nebula.codes import Code
from dialects.nebula.errors import NebulaError
from dialects.nebula.serializers import StepInput
from runs import actions
from runs.choices import Origin
from runs.exceptions import InvalidInputError, StartRefusedError
from runs.models import Process, ProcessRun


def start(process: Process, given: StepInput, *, now: dt.datetime) -> ProcessRun:
    """Raises NebulaError; then there is no run."""
    wanted = actions.Start(process=process, origin=Origin.API, step_input=given)
    try:
        return actions.start(wanted, now=now)
    except InvalidInputError as refusal:
        raise NebulaError(Code.ErrParam, _sentences(refusal)) from refusal
    except StartRefusedError as refusal:
        raise NebulaError(Code.ErrBadRequest, str(refusal)) from refusal


def _sentences(refusal: InvalidInputError) -> str:
    """With the paths as they stand in a body of this door."""
    return " ".join(
        f"{place.removeprefix('step_')}: {sentence}"
        for place, sentence in refusal.sentences.items()
    )
