"""All that is said of a workflow, with every refusal at once; pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from runs import names, switches
from runs.definitions.reader import Reader
from runs.exceptions import RequestError
from workflows.definition import fields, order, parameters, steps
from workflows.definition.lookups import Scope, refusal
from workflows.definition.values import LARGEST, MOST_OUTPUTS, Definition
from workflows.exceptions import InvalidWorkflowError

SIZED = ("parameters", "outputs", "steps")


def read(values: Mapping[str, Any], *, own_origins: Sequence[str] = ()) -> Definition:
    """Check field values as a user gave them; raises InvalidWorkflowError.

    Its sentences are keyed by place: "name", "steps.2.url", "parameters.0.default",
    "outputs.x". `own_origins` are cut off the URLs of internal steps.
    """
    if too_large := _of_size(values):
        raise InvalidWorkflowError({"steps": too_large})
    reader = Reader(values)
    declared, of_parameters = parameters.read(values.get("parameters"))
    found, of_steps = steps.read(values.get("steps"), own_origins=own_origins)
    read_definition = Definition(
        name=reader.take("name", _read_name, default=""),
        stop_on_error=_flag(reader, "stop_on_error", usual=True),
        webhook=_flag(reader, "webhook", usual=False),
        parameters=declared,
        outputs=reader.take("outputs", _read_outputs, default={}),
        steps=found,
    )
    for name, template in read_definition.outputs.items():
        reader.check_templates(steps.EARLY_ROOTS, **{f"outputs.{name}": template})
    sentences = {**reader.sentences, **of_parameters, **of_steps}
    later = {**_of_names(read_definition), **order.refusals(found)}
    if sentences := {**later, **sentences, **switches.refusals(values)}:
        raise InvalidWorkflowError(sentences)
    return read_definition


def _of_names(definition: Definition) -> dict[str, str]:
    """A sentence for each expression that looks up what is not there."""
    every = {step.key: step for step in definition.steps}
    declared = frozenset(each.name for each in definition.parameters if each.name)
    above = order.upstream(definition.steps)
    sentences = {}
    for place, step in enumerate(definition.steps):
        scope = Scope(
            input=declared,
            parameters=frozenset(step.parameters),
            # In a circle nothing is over before anything; that is said once.
            steps=frozenset(every) if above is None else above[step.key],
            every=every,
        )
        for field, template in steps.templates(step).items():
            sentences[f"steps.{place}.{field}"] = refusal(template, scope)
    whole = Scope(input=declared, steps=frozenset(every), every=every)
    for name, template in definition.outputs.items():
        sentences[f"outputs.{name}"] = refusal(template, whole)
    return {place: said for place, said in sentences.items() if said}


def _flag(reader: Reader, field: str, *, usual: bool) -> bool:
    def check(given: Any) -> bool:
        return fields.read_flag(field, given, usual=usual)

    return bool(reader.take(field, check, default=usual))


def _read_name(given: Any) -> str:
    name = given.strip() if isinstance(given, str) else ""
    if not name:
        raise RequestError("name", _("Give the workflow a name."))
    if said := names.refusal(name):
        raise RequestError("name", said)
    return name


def _read_outputs(given: Any) -> dict[str, Any]:
    return fields.read_named("outputs", given, most=MOST_OUTPUTS)


def _of_size(values: Mapping[str, Any]) -> str:
    """Why the whole is too large; "" if it is not, or no JSON, which is said later."""
    try:
        written = json.dumps([values.get(name) for name in SIZED], ensure_ascii=False)
    except RecursionError:
        return _("This is nested too deeply. Make it flatter.")
    except (TypeError, ValueError):
        return ""
    if len(written.encode(errors="surrogatepass")) <= LARGEST:
        return ""
    return _(
        "The steps, parameters and outputs are larger than 1 MiB together. Put some "
        "steps into a workflow of their own."
    )
