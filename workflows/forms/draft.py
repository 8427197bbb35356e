"""The steps, parameters and outputs of a page, as fields or as text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from runs import exchange
from runs.display import graph
from runs.display.graph import measures
from workflows.drafts import (
    Sent,
    Sentences,
    doubts,
    folding,
    pairs,
    picture,
    step,
    text,
    whole,
)
from workflows.drafts.step import Fields
from workflows.forms.parameter import ParameterForm
from workflows.forms.rows import RowsField, data_of
from workflows.forms.step import StepForm

# Of more steps only those are shown that are asked for, or are wrong.
MOST_SHOWN = 12
FIELDS, TEXT = "fields", "text"
_PLACE = re.compile(r"(steps|parameters)\.(\d+)(?:\.(\w+))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A sentence in the list of all of them."""

    # The name of its field, and where on the page that is.
    field: str
    anchor: str
    # The key of a step, or the name of a parameter.
    place: str
    sentence: str


class OutputsForm(forms.Form):
    outputs = RowsField(
        label=gettext_lazy("outputs"), value_label=gettext_lazy("expression")
    )
    text = forms.CharField(
        label=gettext_lazy("the plan as text"),
        required=False,
        strip=False,
        widget=forms.Textarea(
            {
                "rows": "24",
                "class": "vLargeTextField code",
                "spellcheck": "false",
                "aria-describedby": "id_text_problem",
            }
        ),
    )


class Draft:
    """What was sent by a page, or would be if nobody had touched it."""

    def __init__(
        self, sent: Sent, *, processes: Sequence[tuple[str, str]] = ()
    ) -> None:
        self.sent: Sent = folding.unfolded(sent)
        self._processes = processes
        # By the name of a field of the page.
        self.sentences: dict[str, str] = {}

    @classmethod
    def of(cls, values: Mapping[str, Any], **rest: Any) -> Draft:
        return cls(whole.send(values), **rest)

    @cached_property
    def mode(self) -> str:
        return TEXT if list(self.sent.get("editing", ()))[-1:] == [TEXT] else FIELDS

    @cached_property
    def values(self) -> dict[str, Any]:
        """Parameters, outputs and steps; {} for a text that cannot be read."""
        if self.mode == FIELDS:
            return whole.read(self.sent)
        try:
            return text.read(self._text)
        except text.TextError as refusal:
            self.sentences["text"] = refusal.sentence
            return {}

    @property
    def as_text(self) -> str:
        return text.write(self.values)

    @property
    def _text(self) -> str:
        return "".join(list(self.sent.get("text", ()))[-1:])

    def refusals(self) -> Sentences:
        """What cannot be read at all, by place of the definition."""
        if self.mode == TEXT:
            return {} if self.values else {"text": self.sentences["text"]}
        return dict(self._doubles())

    def place(self, sentences: Sentences) -> dict[str, str]:
        """Put each sentence beside its field; returns those that have none here."""
        elsewhere = {}
        for place, sentence in sentences.items():
            name = self._field_of(place)
            if not name:
                elsewhere[place] = sentence
            elif name == "text" and place != "text":
                self.sentences.setdefault("text", f"{place}: {sentence}")
            else:
                self.sentences.setdefault(name, sentence)
        return elsewhere

    def turned(self, mode: str) -> Fields:
        """What the page would send, the other way of writing it chosen.

        A text that cannot be read stays a text.
        """
        sent = {name: list(given) for name, given in self.sent.items()}
        if mode == self.mode or (mode == FIELDS and not self.values):
            return sent
        if mode == TEXT:
            return {**sent, "editing": [TEXT], "text": [text.write(self.values)]}
        rest = {n: given for n, given in sent.items() if not _is_of_draft(n)}
        return {
            **rest,
            **whole.send(exchange.storable(self.values)),
            "editing": [FIELDS],
            "text": [],
        }

    # What the page shows ------------------------------------------------------------

    @property
    def is_text(self) -> bool:
        return self.mode == TEXT

    @cached_property
    def steps(self) -> list[StepForm]:
        parts = folding.by_place(self.sent)
        keys = self.keys
        return [
            StepForm(
                parts.get(at, {}),
                place=at,
                others=[key for key in keys if key and key != keys[at]],
                processes=self._processes,
                sentences=self.sentences,
            )
            for at in range(len(keys))
        ]

    @property
    def keys(self) -> list[str]:
        count = whole.count(self.sent, whole.STEPS)
        return ["".join(self.sent.get(f"steps-{at}-key", ())) for at in range(count)]

    @cached_property
    def shown(self) -> set[int]:
        """The places of the steps whose fields are shown: all, unless they are many."""
        return self._asked_for | set(sorted(self._wrong_steps())[:MOST_SHOWN])

    @property
    def _asked_for(self) -> set[int]:
        count = whole.count(self.sent, whole.STEPS)
        if count <= MOST_SHOWN:
            return set(range(count))
        return {at for at in range(count) if self.sent.get(f"steps-{at}-open")}

    @cached_property
    def parameters(self) -> list[ParameterForm]:
        return [
            ParameterForm(self.sent, place=at, sentences=self.sentences)
            for at in range(whole.count(self.sent, whole.PARAMETERS))
        ]

    @property
    def outputs(self) -> BoundField:
        return OutputsForm(data_of(self.sent))["outputs"]

    @property
    def text(self) -> BoundField:
        return OutputsForm(data_of(self.sent))["text"]

    def graph(self) -> graph.Drawing | None:
        nodes = picture.nodes_of(
            self.values.get(whole.STEPS, ()),
            wrong=self._wrong_steps(),
            href="#id_text" if self.is_text else "#steps-%d",
        )
        return graph.drawn(nodes, widest=measures.WIDEST_BESIDE) if nodes else None

    @property
    def problems(self) -> list[Problem]:
        shown = self._asked_for
        return [
            Problem(
                field=name,
                anchor=_anchor(name, shown),
                place=self._where(name),
                sentence=sentence,
            )
            for name, sentence in self.sentences.items()
        ]

    @property
    def doubts(self) -> list[str]:
        said = _("“%(text)s” is a plain text. If its value is meant, put it in {{ }}.")
        return [said % {"text": text} for text in doubts.bare(self.values)]

    def _where(self, name: str) -> str:
        found = re.match(r"(steps|parameters)-(\d+)-", name)
        if found is None:
            return _("outputs") if name == whole.OUTPUTS else _("text")
        named = "key" if found[1] == whole.STEPS else "name"
        given = "".join(self.sent.get(f"{found[1]}-{found[2]}-{named}", ())).strip()
        return given or f"#{int(found[2]) + 1}"

    def _wrong_steps(self) -> set[int]:
        found = (re.match(r"steps-(\d+)-", name) for name in self.sentences)
        return {int(match[1]) for match in found if match}

    def _doubles(self) -> dict[str, str]:
        count = whole.count(self.sent, whole.STEPS)
        fields = [
            (f"steps.{at}.{name}", f"steps-{at}-{name}")
            for at in range(count)
            for name in sorted(step.PAIRS)
        ]
        return {
            place: _("“%(name)s” is given twice. Leave one of them out.")
            % {"name": name}
            for place, field in [*fields, ("outputs", "outputs")]
            if (name := pairs.twice(self.sent, field))
        }

    def _field_of(self, place: str) -> str:
        part = place.partition(".")[0]
        if self.mode == TEXT:
            return "text" if part in {*whole.PARTS, "text"} else ""
        if part == whole.OUTPUTS:
            return whole.OUTPUTS
        found = _PLACE.match(place)
        if found is None:
            return ""
        usual = "key" if found[1] == whole.STEPS else "name"
        return f"{found[1]}-{found[2]}-{found[3] or usual}"


def _anchor(name: str, shown: set[int]) -> str:
    """The field, or the panel of a step whose fields are not shown."""
    found = re.match(r"(steps-(\d+))-", name)
    return found[1] if found and int(found[2]) not in shown else f"id_{name}"


def _is_of_draft(name: str) -> bool:
    return name.startswith(tuple(f"{part}-" for part in whole.PARTS))
