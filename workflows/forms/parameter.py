from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from runs import plan
from workflows.forms.rows import data_of

TYPES = [
    (plan.TEXT, _("text")),
    (plan.NUMBER, pgettext_lazy("type of a value", "number")),
    (plan.BOOLEAN, _("true or false")),
    (plan.JSON, _("JSON")),
]


class ParameterForm(forms.Form):
    """A row: always bound, and never asked whether it is valid: the definition is."""

    name = forms.CharField(
        label=_("name"),
        required=False,
        widget=forms.TextInput(
            {
                "class": "code",
                "spellcheck": "false",
                "autocomplete": "off",
                "size": "14",
            }
        ),
    )
    type = forms.ChoiceField(label=_("type"), choices=TYPES)
    default = forms.CharField(
        label=_("default"),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": "1", "cols": "16", "class": "code"}),
    )
    required = forms.BooleanField(label=_("required"), required=False)
    secret = forms.BooleanField(label=_("secret"), required=False)
    description = forms.CharField(
        label=_("description"),
        required=False,
        widget=forms.Textarea({"rows": "1", "cols": "24"}),
    )
    null = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        sent: Mapping[str, Sequence[str]],
        *,
        place: int,
        sentences: Mapping[str, str],
    ) -> None:
        self.place = place
        self.sentences = sentences
        super().__init__(data_of(sent), prefix=f"parameters-{place}")
        for name, field in self.fields.items():
            described = f"id_{self.prefix}-{name}_problem"
            field.widget.attrs["aria-describedby"] = described
