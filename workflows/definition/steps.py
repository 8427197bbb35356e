"""The steps of a workflow, one by one; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from runs import texts
from runs.definitions.reader import Reader
from runs.exceptions import RequestError
from workflows.definition import fields
from workflows.definition.kinds import KINDS, Kind
from workflows.definition.values import MOST_OUTPUTS, MOST_PARAMETERS, MOST_STEPS, Step

SHARED = ("key", "label", "kind", "needs", "when", "parameters", "outputs")
# What may be looked up before a step has begun.
EARLY_ROOTS = frozenset({"input", "steps", "run"})
ANSWER_ROOTS = frozenset({"status", "headers", "body"})


def read(
    given: Any, *, own_origins: Sequence[str]
) -> tuple[tuple[Step, ...], dict[str, str]]:
    """The steps, and a sentence for each place to be mended."""
    if given in (None, ""):
        return (), {}
    if not isinstance(given, list | tuple):
        return (), {"steps": _("Give a list of steps.")}
    if len(given) > MOST_STEPS:
        sentence = _(
            "There are more than %(most)d steps. Put some into a workflow of their own."
        )
        return (), {"steps": sentence % {"most": MOST_STEPS}}
    found: list[Step] = []
    sentences: dict[str, str] = {}
    for place, each in enumerate(given):
        step, refused = _read_one(each, own_origins=own_origins)
        found.append(step)
        sentences |= {f"steps.{place}{at}": said for at, said in refused.items()}
    return tuple(found), sentences


def templates(step: Step) -> dict[str, Any]:
    """Every template that looks into the run, by field; the bare ones in braces."""
    own = KINDS[step.kind].templates(step.details) if step.details else {}
    made = {"when": fields.as_template(step.when), **own}
    made |= {f"parameters.{name}": value for name, value in step.parameters.items()}
    if step.kind == "compose":
        made |= {f"outputs.{name}": value for name, value in step.outputs.items()}
    return made


def _read_one(given: Any, *, own_origins: Sequence[str]) -> tuple[Step, dict[str, str]]:
    if not isinstance(given, Mapping):
        given, sentence = {}, _("Give an object with a key and a kind.")
        return _read_step(Reader({}), None, own_origins=()), {"": sentence}
    reader = Reader(given)
    name = reader.take("kind", _read_kind, default="")
    step = _read_step(reader, name, own_origins=own_origins)
    if name:
        _check_fields(reader, name)
        _check_expressions(reader, step, KINDS[name])
    return step, {f".{field}": said for field, said in reader.sentences.items()}


def _read_step(reader: Reader, kind: str | None, *, own_origins: Sequence[str]) -> Step:
    take = reader.take
    return Step(
        key=take("key", lambda it: fields.read_name("key", it), default=""),
        label=take("label", lambda it: fields.read_line("label", it), default=""),
        kind=kind or "",
        needs=take("needs", _read_needs, default=()),
        when=take("when", lambda it: fields.read_query("when", it), default=""),
        parameters=take("parameters", _read_parameters, default={}),
        outputs=take("outputs", lambda it: _read_outputs(it, kind), default={}),
        details=KINDS[kind].read(reader, own_origins=own_origins) if kind else None,
    )


def _read_kind(given: Any) -> str:
    if not isinstance(given, str) or given not in KINDS:
        raise RequestError(
            "kind", _("Choose one of %(kinds)s.") % {"kinds": ", ".join(KINDS)}
        )
    return given


def _read_needs(given: Any) -> tuple[str, ...] | None:
    if given == "":
        return None
    is_list = isinstance(given, list | tuple)
    if not is_list or not all(isinstance(key, str) for key in given):
        raise RequestError("needs", _("Give a list of keys of steps."))
    return tuple(dict.fromkeys(given))


def _read_parameters(given: Any) -> dict[str, Any]:
    return fields.read_named("parameters", given, most=MOST_PARAMETERS)


def _read_outputs(given: Any, kind: str | None) -> dict[str, Any]:
    outputs = fields.read_named("outputs", given, most=MOST_OUTPUTS)
    if kind == "http":
        return {name: _read_answer(name, it) for name, it in outputs.items()}
    if outputs and kind in {"wait", "process"}:
        raise RequestError(
            "outputs",
            _("A step of the kind %(kind)s has no outputs of its own. Leave them out.")
            % {"kind": kind},
        )
    return outputs


def _read_answer(name: str, given: Any) -> str:
    query = fields.read_query("outputs", given) if isinstance(given, str) else ""
    if not query:
        raise RequestError(
            "outputs",
            _(
                "Say what “%(name)s” is: an expression over status, headers and body "
                "of the answer, as in body.id."
            )
            % {"name": name},
        )
    return query


def _check_fields(reader: Reader, kind: str) -> None:
    known = (*SHARED, *KINDS[kind].FIELDS)
    for name, value in reader.values.items():
        # Of another kind and empty: a form may send along what it does not show.
        if name in known or (not value and _is_known(name)):
            continue
        reader.refuse(
            texts.shown(str(name), 40),
            _(
                "A step of the kind %(kind)s has no “%(name)s”. Leave it out; it has "
                "%(names)s."
            )
            % {
                "kind": kind,
                "name": texts.shown(str(name), 40),
                "names": ", ".join(known),
            },
        )


def _is_known(name: str) -> bool:
    return any(name in kind.FIELDS for kind in KINDS.values())


def _check_expressions(reader: Reader, step: Step, kind: Kind) -> None:
    early = {"when", *(f"parameters.{name}" for name in step.parameters)}
    for field, template in templates(step).items():
        roots = EARLY_ROOTS if field in early else kind.ROOTS
        reader.check_templates(roots, **{field: template})
    if step.kind == "http":
        for name, query in step.outputs.items():
            template = fields.as_template(query)
            reader.check_templates(ANSWER_ROOTS, **{f"outputs.{name}": template})
