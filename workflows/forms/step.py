"""The fields of a step, those of its kind in the order of the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from runs import outgoing, retry
from runs.display import kinds
from schedules.admin import MultilineField
from workflows.drafts import Sent, folding, step
from workflows.forms.rows import RowsField, data_of

_AS_CODE = {"class": "code", "spellcheck": "false", "autocomplete": "off"}
_WIDE_CODE = {**_AS_CODE, "class": "vTextField code"}


def _code(**kwargs: Any) -> forms.CharField:
    return forms.CharField(
        required=False, strip=False, widget=forms.TextInput(_WIDE_CODE), **kwargs
    )


def _number(**kwargs: Any) -> forms.CharField:
    widget = forms.TextInput({"size": "6", "inputmode": "decimal"})
    return forms.CharField(required=False, widget=widget, **kwargs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Fields in lines, folded away if few need them."""

    title: Promise | str
    lines: Sequence[Sequence[BoundField]]
    folded: bool
    # Something in it is filled in or refused: it is opened.
    is_open: bool


# Steps that another one can be told to wait for by a box each.
MOST_LISTED = 30

# Title, lines of fields, whether it is folded; by kind.
_Layout = tuple[Promise | str, tuple[tuple[str, ...], ...], bool]
_COMMON: Final[tuple[_Layout, ...]] = (
    (_("Label, condition"), (("label",), ("when",)), True),
)
_PARAMETERS: Final[_Layout] = (
    _("Parameters of the step"),
    (("parameters",),),
    True,
)
_LAYOUTS: Final[Mapping[str, tuple[_Layout, ...]]] = MappingProxyType(
    {
        "http": (
            _PARAMETERS,
            ("", (("method", "url"), ("internal",)), False),
            (_("Query and headers"), (("query",), ("headers",)), True),
            ("", (("body_kind", "body"), ("outputs",)), False),
            (
                _("If it fails"),
                (
                    ("timeout_s", "attempts", "backoff", "retry_delay_s"),
                    ("retry_on",),
                ),
                True,
            ),
        ),
        "compose": (_PARAMETERS, ("", (("outputs",),), False)),
        "wait": (_PARAMETERS, ("", (("for_s", "until"),), False)),
        "process": (_PARAMETERS, ("", (("process",), ("input",)), False)),
    }
)
# What a field of another kind, or a step that is new, begins with.
_USUAL: Final[Mapping[str, Sequence[str]]] = MappingProxyType(
    {
        "method": ["POST"],
        "timeout_s": ["30"],
        "attempts": [str(retry.Policy().attempts)],
        "backoff": [retry.Policy().backoff],
        "retry_delay_s": [f"{retry.Policy().delay_s:g}"],
        "retry_on": list(retry.DEFAULT_FAILURES),
        "retry_on-shown": ["1"],
    }
)


class StepForm(forms.Form):
    """Always bound, and never asked whether it is valid: the definition is."""

    key = forms.CharField(
        label=_("key"),
        required=False,
        widget=forms.TextInput({**_AS_CODE, "size": "16"}),
    )
    kind = forms.ChoiceField(label=_("kind"), choices=list(kinds.WORDS.items()))
    label = forms.CharField(
        label=_("label"),
        required=False,
        widget=forms.TextInput({"class": "vTextField"}),
        help_text=_("What people read beside the key."),
    )
    after = forms.ChoiceField(
        label=_("starts"),
        choices=[
            (step.PREVIOUS, _("after the step before it")),
            (step.AT_ONCE, _("at once")),
            (step.CHOSEN, _("after these steps")),
        ],
    )
    needs = forms.MultipleChoiceField(
        label=_("waits for"), required=False, widget=forms.CheckboxSelectMultiple
    )
    when = _code(
        label=_("only if"),
        help_text=_(
            "As in input.amount > `100`. If it is not so, the step is skipped."
        ),
    )
    parameters = RowsField(
        label=_("parameters of the step"),
        help_text=_("Read in this step as {{ parameters.NAME }}."),
    )
    method = forms.ChoiceField(
        label=_("method"), choices=[(name, name) for name in outgoing.METHODS]
    )
    url = _code(label=_("URL"))
    internal = forms.BooleanField(
        label=_("Internal"),
        required=False,
        help_text=_("Give the path only; the credentials are added."),
    )
    query = RowsField(label=_("URL parameters"))
    headers = RowsField(label=_("headers"))
    body_kind = forms.ChoiceField(
        label=_("body as"),
        choices=[
            (step.TEXT, _("text")),
            (step.JSON, _("JSON")),
            (step.FORM, _("form fields")),
        ],
    )
    body = MultilineField(label=_("body"), rows=3)
    outputs = RowsField(label=_("outputs"), value_label=_("expression"))
    timeout_s = _number(label=_("timeout (seconds)"))
    attempts = _number(label=_("attempts"))
    backoff = forms.ChoiceField(
        label=_("pauses between attempts"),
        choices=[
            (retry.FIXED, _("always the same")),
            (retry.EXPONENTIAL, _("twice as long each time")),
        ],
    )
    retry_delay_s = _number(label=_("first pause (seconds)"))
    retry_on = forms.MultipleChoiceField(
        label=_("tried again after"),
        required=False,
        choices=[
            (retry.CONNECTION, _("no connection")),
            (retry.TIMEOUT, _("a timeout")),
            (retry.SERVER_ERROR, _("an error of the server (5xx)")),
            (retry.BUSY, _("too many requests (429)")),
            (retry.CLIENT_ERROR, _("any other refusal (4xx)")),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    for_s = _number(label=_("for (seconds)"))
    until = _code(
        label=_("or until"),
        help_text=_("As in 2027-01-31T09:00:00Z; both may be an expression in {{ }}."),
    )
    process = forms.ChoiceField(label=_("job or workflow"), required=False)
    input = RowsField(
        label=_("its input"), help_text=_("Values, or expressions in {{ }}.")
    )

    _OUTPUTS_HELP: Final = MappingProxyType(
        {
            "http": _(
                "Expressions over the answer: status, headers, body, as body.id."
            ),
            "compose": _(
                "Values, or expressions in {{ }} as {{ input.name }}; two texts are "
                "joined by join(' ', [input.a, input.b])."
            ),
        }
    )

    def __init__(
        self,
        part: Sent,
        *,
        place: int,
        others: Sequence[str],
        processes: Sequence[tuple[str, str]],
        sentences: Mapping[str, str],
    ) -> None:
        self.place = place
        self.sentences = sentences
        prefix = f"steps-{place}"
        usual = dict(_USUAL)
        # Boxes that were shown and left empty are empty.
        if "retry_on-shown" in part:
            del usual["retry_on"]
        given = {**usual, **part}
        sent = {f"{prefix}-{name}": values for name, values in given.items()}
        super().__init__(data_of(sent), prefix=prefix)
        self._part = part
        # Of many steps those that are chosen are shown, and a field for one more.
        self.has_many = len(others) > MOST_LISTED
        self._choose("needs", [] if self.has_many else [(key, key) for key in others])
        self._choose("process", [("", "---------"), *processes])
        self.fields["outputs"].help_text = self._OUTPUTS_HELP.get(self.kind_value, "")
        self.fields["body"].widget.attrs |= {
            **_AS_CODE,
            "class": "vLargeTextField code",
        }
        for name, field in self.fields.items():
            field.widget.attrs["aria-describedby"] = f"id_{prefix}-{name}_problem"

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What was sent for other kinds, by name."""
        prefix = f"steps-{self.place}"
        sent = {f"{prefix}-{name}": given for name, given in self._part.items()}
        return step.hidden(sent, prefix)

    @property
    def folded(self) -> str:
        return folding.fold(self._part)

    @property
    def note(self) -> str:
        """What it does, in short, where its fields are not shown."""
        call = {name: str(self[name].value() or "") for name in ("method", "url")}
        return kinds.in_short(self.kind_value, call)

    @property
    def key_value(self) -> str:
        return str(self["key"].value() or "").strip()

    @property
    def kind_value(self) -> str:
        return str(self["kind"].value() or "http")

    @property
    def is_chosen(self) -> bool:
        """Whether it waits for steps that are picked from a list."""
        return bool(self["after"].value() == step.CHOSEN)

    @property
    def title(self) -> str:
        return str(self["label"].value() or "") or kinds.words(self.kind_value)

    @property
    def is_wrong(self) -> bool:
        return any(name.startswith(f"{self.prefix}-") for name in self.sentences)

    @property
    def sections(self) -> Iterator[Section]:
        for title, lines, folded in (*_LAYOUTS.get(self.kind_value, ()), *_COMMON):
            fields = [[self[name] for name in line] for line in lines]
            yield Section(
                title=title,
                lines=fields,
                folded=folded,
                is_open=any(self._is_worth_showing(f) for line in fields for f in line),
            )

    def _choose(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        """Offer these, and what is chosen already."""
        value = self[name].value() or []
        given = value if isinstance(value, list) else [value]
        chosen = [each for each in given if each]
        known = {given for given, _label in choices}
        missing = [(given, given) for given in chosen if given not in known]
        self.fields[name].choices = [*choices, *missing]  # type: ignore[attr-defined]

    def _is_worth_showing(self, bound: BoundField) -> bool:
        if bound.html_name in self.sentences:
            return True
        value = bound.value()
        usual = _USUAL.get(bound.name, [""])
        is_usual = value in (None, "", [], False) or value in (usual, usual[0])
        return not is_usual
