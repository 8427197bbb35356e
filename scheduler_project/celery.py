"""The Celery application: `celery -A scheduler_project worker` and `… beat`."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scheduler_project.settings")

app = Celery("steeple")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
