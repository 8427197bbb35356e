from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.account import Account

NAME = r"^[A-Za-z_][A-Za-z0-9_]*\Z"


class Secret(models.Model):
    """A credential that plans only name; resolved at the moment of a call (D5)."""

    account = models.ForeignKey(
        Account, models.CASCADE, related_name="secrets", verbose_name=_("account")
    )
    name = models.CharField(
        _("name"),
        max_length=100,
        validators=[
            RegexValidator(NAME, _("Use letters, digits and _, not a digit first."))
        ],
    )
    # The only hosts ("api.example", "api.example:8443") this may be sent to.
    hosts = models.JSONField(_("hosts"), default=list)
    ciphertext = models.TextField(editable=False)
    # A keyed hash of the value: the same literal typed again finds its secret.
    fingerprint = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("secret")
        verbose_name_plural = _("secrets")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "name"], name="secret_names_are_unique_per_account"
            )
        ]

    def __str__(self) -> str:
        return self.name
