"""The product's own settings, under the environment of a test run.

`DATABASE_URL` may name a PostgreSQL (tests.servers.postgres sets it); without it
the suite runs on SQLite. No broker is reachable unless a system test starts one.
"""

from __future__ import annotations

import os
import tempfile

os.environ.pop("DEBUG", None)
os.environ["STEEPLE_HOME"] = tempfile.mkdtemp(prefix="steeple-tests-")
os.environ["REDIS_URL"] = "redis://127.0.0.1:1/0"
os.environ["TIME_ZONE"] = "UTC"
for name in ("SECRET_KEY", "VAULT_KEYS", "ALLOWED_HOSTS", "INTERNAL_BASE_URL", "PORT"):
    os.environ.pop(name, None)

from scheduler_project.settings import *  # noqa: E402, F403

# Else each test client walks all static files.
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
