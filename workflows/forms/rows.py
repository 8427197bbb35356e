"""Names and values in rows; there is always an empty row for another one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from workflows.drafts import Sent, pairs

VALUE = _("value")


def data_of(sent: Sent) -> MultiValueDict[str, Any]:
    """What was sent, as forms take it."""
    return MultiValueDict({name: list(given) for name, given in sent.items()})


class RowsWidget(forms.Widget):
    def __init__(self, *, value_label: Any = VALUE) -> None:
        super().__init__()
        self.value_label = value_label

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        assert isinstance(data, MultiValueDict)
        rows = pairs.rows(dict(data.lists()), name)
        return [row for row in rows if any(row)]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-name" not in data

    def render(
        self, name: str, value: Any, attrs: Any = None, renderer: Any = None
    ) -> SafeString:
        context = {
            "name": name,
            "rows": [*(value or ()), ("", "")],
            "id": (attrs or {}).get("id", f"id_{name}"),
            "described_by": (attrs or {}).get("aria-describedby", ""),
            "value_label": self.value_label,
        }
        return render_to_string("admin/workflows/rows.html", context)


class RowsField(forms.Field):
    """What is in it is read by workflows.drafts."""

    def __init__(self, *, value_label: Any = VALUE, **kwargs: Any) -> None:
        widget = RowsWidget(value_label=value_label)
        super().__init__(required=False, widget=widget, **kwargs)
