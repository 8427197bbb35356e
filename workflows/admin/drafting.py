"""The editor of a workflow's page: buttons rearrange it, typing has it judged.

With scripts the two parts of the page are exchanged; without them the whole page
comes again. Nothing is saved by either.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict

from workflows.drafts import editing, folding
from workflows.forms import WorkflowForm
from workflows.forms.draft import FIELDS, TEXT, Draft

# The name of every button of the editor.
EDIT = "_edit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What a pressed button made of the page."""

    sent: QueryDict
    # The field or button that is looked at next.
    focus: str


def edit_of(request: HttpRequest) -> Edit | None:
    """What the pressed button does to what was sent; None if none was pressed."""
    command = request.POST.get(EDIT, "")
    if not command:
        return None
    sent = {name: list(map(str, given)) for name, given in request.POST.lists()}
    if command in {FIELDS, TEXT}:
        return Edit(sent=_query(Draft(sent).turned(command)), focus="")
    fields = editing.applied(folding.unfolded(sent), command)
    return Edit(sent=_query(fields), focus=editing.focus(command, fields))


def context(form: WorkflowForm, *, draft_url: str, focus: str = "") -> dict[str, Any]:
    """What the editor and the picture beside it show."""
    draft = form.draft
    return {
        "draft": draft,
        "draft_url": draft_url,
        "graph": draft.graph(),
        "focus": focus,
        "differs": form.differs,
        "workflow": form.instance if form.instance.pk else None,
    }


def _query(fields: dict[str, list[str]]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, given in fields.items():
        if name != EDIT:
            query.setlist(name, given)
    return query
