from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    # Sees everything in the account and changes nothing.
    VIEWER = "viewer", _("Viewer")
    # Defines, starts and stops everything in the account.
    OPERATOR = "operator", _("Operator")
    # And also keys, secrets and the account itself.
    ADMIN = "admin", _("Admin")

    def includes(self, other: Role) -> bool:
        """Whether this role may do all that the other one may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


class Door(models.TextChoices):
    """Where somebody came in who did something."""

    ADMIN = "admin", _("Admin pages")
    API = "api", _("REST API")
    DIALECT = "dialect", _("Another product's API")
    # A job's or workflow's call to this site itself.
    INTERNAL = "internal", _("Internal call")
    COMMAND = "command", _("Command line")
