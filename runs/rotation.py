"""Key rotation for secret values in what runs are given."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.functions import Cast

from accounts.exceptions import SecretUnreadableError
from runs import sealing


def rotate(model: type[models.Model]) -> int:
    """Encrypt the sealed values in the column `input` with the newest key.

    Returns how many rows there were. Raises SecretUnreadableError, once all others
    are done, naming those that no key can read. Reads the whole table.
    """
    count, unreadable = 0, []
    text = Cast("input", models.TextField())
    rows: models.QuerySet[Any] = model._default_manager.annotate(text=text)  # noqa: SLF001
    sealed = rows.filter(text__contains=sealing.MARK).order_by("pk")
    for pk, values in sealed.values_list("pk", "input").iterator(chunk_size=500):
        try:
            anew = sealing.renewed(values)
        except SecretUnreadableError:
            unreadable.append(f"{model._meta.verbose_name} {pk}")  # noqa: SLF001
            continue
        # Conditional, so that a value changed meanwhile is not undone.
        count += rows.filter(pk=pk, input=values).update(input=anew)
    if unreadable:
        raise SecretUnreadableError(", ".join(unreadable))
    return count
