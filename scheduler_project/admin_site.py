from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class SteepleAdminSite(admin.AdminSite):
    site_header = "Steeple"
    site_title = "Steeple"
    index_title = _("What the clock strikes")
