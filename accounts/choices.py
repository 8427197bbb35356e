from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    # Defines, starts and stops everything in the account.
    OPERATOR = "operator", _("Operator")
