"""Export and import: the one door to both for pages, API and commands."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.models import Account, Secret
from scheduler_project.transfer import exporting, importing, shapes, yaml_text
from scheduler_project.transfer.shapes import Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    # "job" or "workflow".
    kind: str
    name: str
    # "new" or "changed".
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an import does, or would do."""

    changes: tuple[Change, ...]
    # A unified diff of the account's document before and after; "" if it is the same.
    difference: str
    # What is missing for it to work.
    warnings: tuple[str, ...]


def export(account: Account) -> str:
    """The account's jobs, workflows and schedules; secrets by their names alone."""
    with transaction.atomic():
        return yaml_text.write(_document(account))


def take_over(
    text: str, *, access: Access, now: dt.datetime, dry_run: bool = False
) -> Report:
    """Import a document: all of it, or nothing. A dry run is one that is undone.

    Raises InvalidDocumentError with a sentence for each place to be mended.
    """
    document = shapes.check(yaml_text.read(text))
    with transaction.atomic():
        # Who exports or imports at the same time waits.
        Account.objects.select_for_update().get(pk=access.account.pk)
        present = exporting.known(access.account)
        importing.take_over(document, present=present, access=access, now=now)
        before, after = exporting.document(present), _document(access.account)
        report = _report(before, after, _missing(access.account, after))
        if dry_run:
            transaction.set_rollback(True)
    return report


def _document(account: Account) -> Item:
    return exporting.document(exporting.known(account))


def _report(before: Item, after: Item, warnings: list[str]) -> Report:
    return Report(
        changes=tuple(_changes(before, after)),
        difference=_difference(before, after),
        warnings=tuple(warnings),
    )


def _changes(before: Item, after: Item) -> Iterator[Change]:
    for kind, part in (("job", shapes.JOBS), ("workflow", shapes.WORKFLOWS)):
        present = shapes.items(before, part)
        names = [item["name"] for item in present]
        for item in shapes.items(after, part):
            if item in present:
                present.remove(item)
                names.remove(item["name"])
                continue
            is_new = item["name"] not in names
            if not is_new:
                names.remove(item["name"])
            what = "new" if is_new else "changed"
            yield Change(kind=kind, name=item["name"], what=what)


def _difference(before: Item, after: Item) -> str:
    lines = difflib.unified_diff(
        yaml_text.write(before).splitlines(),
        yaml_text.write(after).splitlines(),
        _("as it is"),
        _("as the document says"),
        lineterm="",
    )
    return "\n".join(lines)


def _missing(account: Account, document: Item) -> list[str]:
    """A sentence for each secret that is named and not there."""
    named = document.get(shapes.SECRETS, [])
    known = Secret.objects.filter(account=account, name__in=named)
    there = set(known.values_list("name", flat=True))
    return [
        _("The secret “%(name)s” is not in this account. Add it.") % {"name": name}
        for name in named
        if name not in there
    ]
