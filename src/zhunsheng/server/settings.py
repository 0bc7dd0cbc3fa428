"""Django's settings, all from the table in options.py."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

from zhunsheng.server.options import read_options

OPTIONS = read_options()
DATA_DIR: Path = OPTIONS["DATA_DIR"]


def _secret_key(file: Path) -> str:
    """Made once, readable by its owner alone."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(64), "ascii")
    return file.read_text("ascii").strip()


def _postgresql(url: str) -> dict[str, Any]:
    found: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True))
    options = found.setdefault("OPTIONS", {})
    # On no spinning disk an index costs little to follow: it is taken rather than the whole table.
    # One read through takes milliseconds: a second process, begun for it, would take longer to come.
    planning = "-c random_page_cost=1.1 -c min_parallel_index_scan_size=64MB"
    options["options"] = f"{planning} {options.get('options', '')}".strip()  # of two, the last holds
    return found


def database_of(url: str) -> dict[str, Any]:
    if url:
        return _postgresql(url)
    pages = OPTIONS["SQLITE_MAX_PAGES"]
    quota = f" PRAGMA max_page_count={pages};" if pages else ""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_DIR / "zhunsheng.sqlite3",
        "OPTIONS": {
            # A write waits for its turn from its first statement on, so that it never fails half way.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # NORMAL may lose the last write at a power cut; FULL keeps what was acknowledged.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            # 16 MB, so that a sort of a hundred thousand rows needs no file.
            "PRAGMA cache_size=-16384;" + quota,
        },
    }


SECRET_KEY = _secret_key(DATA_DIR / "secret.key")
DEBUG: bool = OPTIONS["DEBUG"]
ALLOWED_HOSTS: list[str] = OPTIONS["ALLOWED_HOSTS"]
CSRF_TRUSTED_ORIGINS: list[str] = OPTIONS["TRUSTED_ORIGINS"]
DATABASES = {"default": database_of(OPTIONS["DATABASE_URL"])}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "zhunsheng.server.audit",
    "zhunsheng.server.files",
    "zhunsheng.server.jobs",
    "zhunsheng.server.orgs",
    "zhunsheng.server.campaigns",
    "zhunsheng.server.reports",
    "zhunsheng.server.reviews",
    "zhunsheng.server.inspections",
    "zhunsheng.server.clues",
    "zhunsheng.server.web",
]
MIDDLEWARE = [
    "zhunsheng.server.web.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    # Before anything reads the form: what is uploaded there never lies on a disk.
    "zhunsheng.server.clues.guard.GuardMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "zhunsheng.server.web.middleware.LoginRequiredMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "zhunsheng.server.urls"
WSGI_APPLICATION = "zhunsheng.server.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "zhunsheng.server.web.context.office",
            ],
            "builtins": ["zhunsheng.server.web.templatetags.office"],
        },
    }
]

# --- people ------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "orgs.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": OPTIONS["PASSWORD_LENGTH"]},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
AXES_FAILURE_LIMIT = OPTIONS["LOCKOUT_FAILURES"]
AXES_COOLOFF_TIME = OPTIONS["LOCKOUT_MINUTES"] / 60
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "zhunsheng.server.orgs.views.locked_out"
AXES_VERBOSE = False
OTP_TOTP_ISSUER = "准绳"

SESSION_COOKIE_AGE = OPTIONS["SESSION_MINUTES"] * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = OPTIONS["HTTPS"]
SECURE_SSL_REDIRECT = OPTIONS["HTTPS"]
SECURE_HSTS_SECONDS = 31_536_000 if OPTIONS["HTTPS"] else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if OPTIONS["BEHIND_PROXY"] else None
AXES_IPWARE_PROXY_COUNT = 1 if OPTIONS["BEHIND_PROXY"] else None

# --- pages -------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "zhunsheng.server.web.views.stale_form"

STATIC_URL = "/static/"
# Served straight from the package: no step to collect them, nothing to forget at an upgrade.
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = DATA_DIR / "files"
FACT_SOURCES = [
    "zhunsheng.server.inspections.statistics.feed.RegisterSource",
    "zhunsheng.server.reports.deliveries.DeliveredSource",
]
"""Registers a report may quote (kernel/sources.py): the only place that knows both sides."""
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "zhunsheng.server.files.receiving.ReceivingUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

LANGUAGE_CODE = "zh-hans"
TIME_ZONE: str = OPTIONS["TIME_ZONE"]
USE_TZ = True
USE_I18N = True
# Pages leave numbers as they are (web/base.html), and these formats are used for the dates in them.
DATE_FORMAT, TIME_FORMAT, DATETIME_FORMAT = "Y年n月j日", "H:i", "Y年n月j日 H:i"

# --- logs: one JSON object a line, no personal data ---------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "zhunsheng.server.web.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": OPTIONS["LOG_LEVEL"]},
    "loggers": {"axes": {"level": "WARNING"}, "django.server": {"level": "WARNING"}},
}

SILENCED_SYSTEM_CHECKS = ["axes.W006"]
"""Locking by account alone: a guesser who changes address gains nothing."""
