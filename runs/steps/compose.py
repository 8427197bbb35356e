"""The step kind `compose`: outputs computed from what is there, without a call."""

from __future__ import annotations

import datetime as dt

from runs import expressions
from runs.choices import Status
from runs.plan import Step
from runs.scenes import Beginning
from runs.steps.kind import Kind, Outcome


class Compose(Kind):
    name = "compose"

    def begin(self, step: Step, given: Beginning, *, now: dt.datetime) -> Outcome:
        output = expressions.render(dict(step.outputs), given.context)
        return Outcome(status=Status.SUCCEEDED, output=output)
