"""Django's settings. Everything that differs between places comes from the
environment (environment.py) or the data directory (home.py).

A start is one of three: *local* (nothing said; `make run`): keys kept in the data
directory, plain HTTP on loopback names; *development* (`DEBUG=true`); *production*
(`DEBUG=false`, or `SECRET_KEY` set): everything must be said, HTTPS is assumed.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import django_stubs_ext
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from scheduler_project import environment, home, openapi

# `ModelAdmin[Job]` and its like are written in the code for mypy's sake.
django_stubs_ext.monkeypatch()

BASE_DIR = home.BASE_DIR
STEEPLE_HOME = home.path()

DEBUG = environment.flag("DEBUG", default=False)
PRODUCTION = not DEBUG and environment.is_said("SECRET_KEY", "DEBUG")
if not PRODUCTION:
    home.ensure_keys()

SECRET_KEY = environment.required(
    "SECRET_KEY", "a production start needs a long random text, the same on every host."
)
# Fernet keys, newest first: the first encrypts, all of them decrypt.
VAULT_KEYS = environment.vault_keys(
    "VAULT_KEYS",
    "secrets are encrypted with it. Make one with "
    "`python -c 'from cryptography.fernet import Fernet; "
    "print(Fernet.generate_key().decode())'`.",
)
PORT = environment.whole("PORT", 8000, least=1, most=65535)
ALLOWED_HOSTS = environment.hosts(
    "ALLOWED_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1]"
)
if PRODUCTION:
    environment.required("ALLOWED_HOSTS", "name the hosts that this site answers to.")
# Where internal jobs go: our own web, as the workers reach it.
INTERNAL_BASE_URL = environment.http_origin(
    "INTERNAL_BASE_URL",
    "" if PRODUCTION else f"http://127.0.0.1:{PORT}",
    "a production start needs the address at which the workers reach this site.",
)
INTERNAL_HOST = environment.host_of(INTERNAL_BASE_URL)
if not set(ALLOWED_HOSTS) & {INTERNAL_HOST, "*"}:
    ALLOWED_HOSTS.append(INTERNAL_HOST)
# How many proxies of ours add to X-Forwarded-For; without any it is not believed.
TRUSTED_PROXIES = environment.whole("TRUSTED_PROXIES", 0, least=0, most=10)
CSRF_TRUSTED_ORIGINS = environment.http_origins("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "scheduler_project.apps.SteepleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_celery_beat",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "accounts",
    "runs",
    "schedules",
    "jobs",
    "workflows",
    "dialects",
    "scheduler_project",
]

MIDDLEWARE = [
    "scheduler_project.https.trust_the_inside",
    "django.middleware.security.SecurityMiddleware",
    "accounts.api.lane.lane",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    # The innermost: it sees what a page will say before it is said.
    "accounts.auditing.auditing",
]

ROOT_URLCONF = "scheduler_project.urls"
WSGI_APPLICATION = "scheduler_project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# Database -------------------------------------------------------------------

DATABASES: dict[str, dict[str, Any]] = {
    "default": environment.database(
        "DATABASE_URL", f"sqlite:///{quote(str(STEEPLE_HOME / 'steeple.sqlite3'))}"
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # A read that turns into a write fails at once, timeout or not; so every
        # transaction takes the write lock at its beginning and waits for it.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = None
    # A restarted PostgreSQL must cost one request, not every one after it.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = {
        # Seconds. A server that takes no connection would be waited for for minutes.
        "connect_timeout": 5,
        # One that vanished from an idle connection is noticed within 25 s, not hours.
        "keepalives": 1,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        # Milliseconds. One that vanished with a statement under way, not after a
        # quarter of an hour: by then every lease has been lost.
        "tcp_user_timeout": 15_000,
        # And one of us that vanished in the middle of a transaction holds its locks
        # no longer than this, or no sweep could take over what it had.
        "options": "-c idle_in_transaction_session_timeout=30s",
        **DATABASES["default"].get("OPTIONS", {}),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Celery: a message is a hint, the database is the truth -----------------------

REDIS_URL = environment.broker(
    "REDIS_URL", f"redis+socket://{STEEPLE_HOME / 'broker.sock'}"
)
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
# The sweep finds a lost message within seconds; redelivery would take over an hour.
CELERY_TASK_ACKS_LATE = False
CELERY_WORKER_POOL = "threads"
CELERY_WORKER_CONCURRENCY = 8
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Ping and inspect leave broken bindings behind when Redis comes back empty.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_POOL_ACQUIRE_TIMEOUT = 2
# A publisher must fail fast: the sweep publishes again what it could not.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    "health_check_interval": 10,
    "max_retries": 0,
}
# Celery closes the database connection around every task unless this is set.
CELERY_DB_REUSE_MAX = 10_000
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "schedules.beat:SteepleScheduler"
DJANGO_CELERY_BEAT_TZ_AWARE = True

# The name under which a worker registers as a robot; its host's name if empty.
ROBOT_NAME = environment.text("ROBOT_NAME")
# What jobs may call beside the public internet: networks, addresses, host names.
EGRESS_ALLOW = environment.egress(
    "EGRESS_ALLOW", "" if PRODUCTION else "127.0.0.0/8,::1"
)

# People ------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("de", _("German")),
    ("ru", _("Russian")),
    ("tr", _("Turkish")),
]
LOCALE_PATHS = [BASE_DIR / "scheduler_project" / "locale"]
TIME_ZONE = environment.time_zone("TIME_ZONE", "UTC")
USE_TZ = True
LOGIN_URL = "admin:login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "scheduler_project" / "static"]
# Served from where they lie: no collected copy that could be stale.
WHITENOISE_USE_FINDERS = True

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.ApiKeyAuthentication",
        "accounts.authentication.InternalAuthentication",
        "accounts.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "accounts.authentication.HasAccount",
        "accounts.authentication.MayAct",
    ],
    "DEFAULT_RENDERER_CLASSES": [
        "accounts.api.rendering.JSONRenderer",
        "rest_framework.renderers.BrowsableAPIRenderer",
    ],
    "DEFAULT_PARSER_CLASSES": [
        "accounts.api.parsers.StrictJSONParser",
        # Of the browsable page's forms; refused from programs.
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_PAGINATION_CLASS": "accounts.api.pagination.NewestFirst",
    "EXCEPTION_HANDLER": "accounts.api.problems.handle",
    # ?format= is a parameter like any other unknown one: ignored.
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "DEFAULT_SCHEMA_CLASS": "accounts.api.schema.Schema",
}

SPECTACULAR_SETTINGS = openapi.SETTINGS

# A workflow of many steps has a page of many fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Security ------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
if PRODUCTION:
    SECURE_SSL_REDIRECT = environment.flag("SECURE_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "filters": {"webhooks": {"()": "scheduler_project.log_lines.WithoutWebhooks"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["webhooks"],
        }
    },
    "root": {
        "handlers": ["stderr"],
        "level": environment.one_of("LOG_LEVEL", "INFO", LOG_LEVELS),
    },
}
