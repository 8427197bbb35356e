"""The product's settings, with DRF's own tokens and views of comparison beside it."""

from __future__ import annotations

from scheduler_project.settings import *  # noqa: F403
from scheduler_project.settings import INSTALLED_APPS as OURS

INSTALLED_APPS = [*OURS, "rest_framework.authtoken"]
ROOT_URLCONF = "benchmarks.api.urls"
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
