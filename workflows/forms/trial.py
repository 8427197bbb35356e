"""A form made of what a plan declares, to start it by hand with other values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from runs import plan as plans
from runs.plan import Parameter, Plan
from schedules.admin import MultilineField
from workflows.drafts import words

# What a field of each type says under it.
_HINTS: Final = {
    plans.NUMBER: _("A number."),
    plans.JSON: _("A value of JSON."),
}


class TrialForm(forms.Form):
    """Texts as they are typed; the start itself says what is wrong with them."""

    def __init__(self, plan: Plan, data: Any = None) -> None:
        super().__init__(data)
        self._parameters = {each.name: each for each in plan.parameters or ()}
        self._steps = {step.key: step.parameters for step in plan.steps}
        for name, parameter in self._parameters.items():
            self.fields[f"input.{name}"] = _field(parameter)
        for first in list(self.fields.values())[:1]:
            first.widget.attrs["autofocus"] = True
        for key, parameters in self._steps.items():
            for name, usual in parameters.items():
                self.fields[f"step_input.{key}.{name}"] = _step_field(name, usual)

    @property
    def inputs(self) -> list[BoundField]:
        return [field for field in self if field.name.startswith("input.")]

    @property
    def of_steps(self) -> list[tuple[str, list[BoundField]]]:
        """By step the fields of its parameters."""
        return [
            (key, [self[f"step_input.{key}.{name}"] for name in parameters])
            for key, parameters in self._steps.items()
            if parameters
        ]

    def input(self) -> dict[str, Any]:
        """The values that were given; an empty field is left out."""
        return {
            name: self._value(parameter)
            for name, parameter in self._parameters.items()
            if self._text(f"input.{name}") or _may_be_emptied(parameter)
        }

    def _value(self, parameter: Parameter) -> Any:
        text = self._text(f"input.{parameter.name}")
        return text if parameter.type == plans.TEXT else words.typed(text)

    def step_input(self) -> dict[str, dict[str, Any]]:
        found = {
            key: {
                name: words.typed(text)
                for name in parameters
                if (text := self._text(f"step_input.{key}.{name}"))
            }
            for key, parameters in self._steps.items()
        }
        return {key: values for key, values in found.items() if values}

    def refuse(self, sentences: Mapping[str, str]) -> None:
        """Each sentence at its field, the others above them."""
        for place, sentence in sentences.items():
            self.add_error(place if place in self.fields else None, sentence)

    def _text(self, name: str) -> str:
        return str(self.cleaned_data.get(name) or "")


def _may_be_emptied(parameter: Parameter) -> bool:
    """Whether an empty field says something: it was not empty to begin with."""
    return parameter.type == plans.TEXT and bool(parameter.default)


def _field(parameter: Parameter) -> forms.Field:
    hints = (
        _("Required.") if parameter.required else "",
        _HINTS.get(parameter.type, ""),
        parameter.description,
    )
    shared: dict[str, Any] = {
        "label": parameter.name,
        "required": False,
        "help_text": " ".join(str(hint) for hint in hints if hint),
    }
    if parameter.secret:
        return forms.CharField(
            strip=False, widget=forms.PasswordInput({"autocomplete": "off"}), **shared
        )
    usual = parameter.default
    is_text = parameter.type == plans.TEXT and isinstance(usual, str)
    text = usual if is_text else ("" if usual is None else words.written(usual))
    if parameter.type == plans.BOOLEAN:
        return _truth(text, **shared)
    # `required` is said by the start, with a sentence; the browser would only nag.
    shared.pop("required")
    return MultilineField(rows=1, initial=text, **shared)


def _truth(text: str, **shared: Any) -> forms.Field:
    """A text as well: what is neither of the two is refused by the start."""
    choices = [(each, each) for each in ("", "true", "false")]
    return forms.CharField(initial=text, widget=forms.Select(choices=choices), **shared)


def _step_field(name: str, usual: Any) -> forms.Field:
    """Empty is the step's own value, which is shown in its place."""
    field = MultilineField(rows=1, label=name)
    field.widget.attrs["placeholder"] = words.written(usual)
    return field
