from __future__ import annotations

from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.choices import Door
from accounts.models.account import Account


class AuditEntry(models.Model):
    """Who did what, when, to which thing, through which door; only ever added to."""

    at = models.DateTimeField(_("when"))
    # None where it concerns no account, or one that is gone.
    account = models.ForeignKey(
        Account,
        models.SET_NULL,
        null=True,
        related_name="audit_entries",
        db_index=False,
        verbose_name=_("account"),
    )
    # A user name, the name of an API key, a run: as it was at that moment.
    by = models.CharField(_("who"), max_length=200)
    door = models.CharField(_("door"), max_length=16, choices=Door.choices)
    # A word for what was done, as in "create", "run" or "sign in".
    what = models.CharField(_("what"), max_length=100)
    # The thing by kind ("job"), by the id or GUID of its address, and by name.
    kind = models.CharField(_("kind"), max_length=50, blank=True)
    ident = models.CharField(_("id"), max_length=100, blank=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    address = models.CharField(_("from"), max_length=45, blank=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [models.Index(fields=["account", "-id"], name="audit_newest")]

    def __str__(self) -> str:
        return f"{self.by}: {self.what} {self.kind} {self.ident}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            self._refuse()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise TypeError("Audit entries are neither changed nor deleted.")
