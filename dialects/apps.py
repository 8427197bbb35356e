from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DialectsConfig(AppConfig):
    name = "dialects"
    verbose_name = _("Dialects")
