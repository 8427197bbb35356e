from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SchedulesConfig(AppConfig):
    name = "schedules"
    verbose_name = _("Schedules")

    def ready(self) -> None:
        post_migrate.connect(_install_clock_task, dispatch_uid="schedules.clock")


def _install_clock_task(**_signal: object) -> None:
    # Late: the models are there only after django_celery_beat has migrated.
    from schedules import periodic  # noqa: PLC0415

    periodic.install_clock_task()
