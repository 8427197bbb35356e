from __future__ import annotations

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class SteepleConfig(AppConfig):
    name = "scheduler_project"
    default = True


class SteepleAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "scheduler_project.admin_site.SteepleAdminSite"
