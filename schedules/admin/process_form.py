from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.scoped_admin import visible_accounts
from runs.models import Process, Robot

P = TypeVar("P", bound=Process)


class MultilineField(forms.CharField):
    """A text of several lines, kept as it was written.

    Browsers send every line end as CR LF: taken at their word, each save would
    change the text.
    """

    def __init__(self, *, rows: int, **kwargs: Any) -> None:
        attributes = {"rows": str(rows), "class": "vLargeTextField"}
        super().__init__(
            strip=False, required=False, widget=forms.Textarea(attributes), **kwargs
        )

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "").replace("\r\n", "\n")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial) != self.to_python(data)


class ProcessForm(forms.ModelForm[P]):
    """Field values as texts; the definition's own reader says what is wrong."""

    # Set on the class that ProcessAdmin makes for each request.
    request: HttpRequest

    description = MultilineField(label=_("description"), rows=2)
    robot = forms.ModelChoiceField(
        Robot.objects.none(),
        label=_("robot"),
        required=False,
        empty_label=_("any"),
        help_text=_("The one worker that carries it out."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["robot"].queryset = self._robots()  # type: ignore[attr-defined]
        self.initial["robot"] = self.instance.robot_id

    def refusals(self) -> Mapping[str, str]:
        """What cannot be saved, a sentence by field; nothing is written."""
        raise NotImplementedError

    def placed(self, sentences: Mapping[str, str]) -> Mapping[str, str]:
        """Those that are for fields of this form; a kind may place others itself."""
        return sentences

    def values(self) -> dict[str, Any]:
        """The field values that the actions take; these, and those of the kind."""
        given = self.cleaned_data
        return {
            "name": given.get("name", ""),
            "description": self.kept("description"),
            "enabled": given.get("enabled", True),
            "unique": given.get("unique", False),
            "stop_after_s": given.get("stop_after_s"),
            "robot": given.get("robot"),
        }

    def _robots(self) -> QuerySet[Robot]:
        """Those of everybody, and those of the account that it belongs to."""
        if self.instance.pk:
            mine = Q(account=self.instance.account_id)
        else:
            mine = Q(account__in=visible_accounts(self.request))
        return Robot.objects.filter(mine | Q(account=None))

    def clean_robot(self) -> Robot | None:
        robot: Robot | None = self.cleaned_data["robot"]
        account = self.cleaned_data.get("account")
        if robot and account and robot.account_id not in {None, account.pk}:
            raise forms.ValidationError(_("This robot serves another account."))
        return robot

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        # What the action refused, although the reader had taken it: a race.
        raced: Mapping[str, str] = vars(self.request).get("refused", {})
        for field, sentence in self.placed({**self.refusals(), **raced}).items():
            if not self.has_error(field):
                self.add_error(field if field in self.fields else None, sentence)
        return given

    def _post_clean(self) -> None:
        # The model's validators would say it a second time, in other words.
        pass

    def kept(self, field: str) -> str:
        """The text of a field; as it was to the letter if nobody changed it."""
        if self.instance.pk and field not in self.changed_data:
            return str(getattr(self.instance, field))
        return str(self.cleaned_data.get(field, ""))
