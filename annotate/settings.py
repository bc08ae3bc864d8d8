"""The whole configuration, from the environment; with an empty environment it runs at once on this machine.

Every variable is in the table of README.md.
"""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool) -> bool:
    value = text(name, str(default)).lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}: say 1 or 0.")


def number(name: str, default: int) -> int:
    try:
        return int(text(name, str(default)))
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {text(name)!r}: give a whole number.") from None


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(text("DATA_DIR", str(BASE_DIR / ".data"))).absolute()
DEBUG = flag("DEBUG", True)
# Behind TLS: cookies and redirects are for https only. Off for a demo on one machine.
HTTPS = flag("HTTPS", not DEBUG)
# Editors and administrators sign in with a code beside the password. Off for a demo on one machine.
TWO_FACTOR = flag("TWO_FACTOR", not DEBUG)


def own_directory(path: Path) -> Path:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def development_secret() -> str:
    """A key made once for this folder; written whole, so that processes starting together agree on one."""
    kept = own_directory(DATA_DIR) / "secret_key"
    if not kept.exists():
        with tempfile.NamedTemporaryFile("w", dir=DATA_DIR, delete=False) as fresh:
            fresh.write(get_random_secret_key())
        try:
            os.link(fresh.name, kept)
        except FileExistsError:
            pass
        finally:
            os.unlink(fresh.name)
    return kept.read_text()


SECRET_KEY = text("SECRET_KEY")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set: with DEBUG off give one of 50 random characters or more."
        )
    SECRET_KEY = development_secret()
SECRET_KEY_FALLBACKS = words("SECRET_KEY_FALLBACKS")

ALLOWED_HOSTS = words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")
if text("PROXY_HEADER"):  # e.g. X-Forwarded-Proto, only behind a proxy that always sets it
    SECURE_PROXY_SSL_HEADER = ("HTTP_" + text("PROXY_HEADER").upper().replace("-", "_"), "https")
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = number("HSTS_SECONDS", 31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

INSTALLED_APPS = [
    "annotate",
    "api",
    "workers",
    "annotate.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "rest_framework",
    "drf_spectacular",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "annotate.middleware.Utf8Forms",
    "annotate.middleware.BusyDatabase",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "annotate.admin.time_zone.OwnTimeZone",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
# A wing named by its path, as everywhere: why two wordings say opposite things, or an empty string.
CLAIMS_OPPOSED = "workers.tracing.opposed"
ROOT_URLCONF = "annotate.urls"
WSGI_APPLICATION = "annotate.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]


def sqlite(path: str) -> dict[str, Any]:
    """Many processes write: without WAL and IMMEDIATE one transaction in ten fails as locked."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        # Opening it anew takes every request four milliseconds.
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
            # What is erased is overwritten in the file too.
            "PRAGMA secure_delete=ON;",
        },
    }


#: How like the words asked for what search finds must be, from 0 to 1.
LEAST_ALIKE = 0.4


def database(url: str) -> dict[str, Any]:
    if not url:
        return sqlite(str(own_directory(DATA_DIR) / "on_record.sqlite3"))
    found: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=0))
    if found["ENGINE"] == "django.db.backends.sqlite3":
        return sqlite(found["NAME"])
    if found["ENGINE"] == "django.db.backends.postgresql":
        options = found.setdefault("OPTIONS", {})
        # Set as the connection opens, so that the index itself looks no further.
        options["options"] = (
            f"{options.get('options', '')} -c pg_trgm.word_similarity_threshold={LEAST_ALIKE}".strip()
        )
        options["pool"] = {"min_size": 1, "max_size": 16, "timeout": 10}
    return found


DATABASES = {"default": database(text("DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The socket of our own Valkey: a path of its own for each project folder and user, short enough for a socket.
_place = hashlib.sha256(os.fsencode(DATA_DIR.resolve())).hexdigest()[:12]
VALKEY_SOCKET = Path(tempfile.gettempdir()) / f"on-record-{os.getuid()}-{_place}" / "valkey.sock"
REDIS_URL = text("REDIS_URL", f"redis+socket://{VALKEY_SOCKET}?virtual_host=0")


def beside(broker: str) -> str:
    """The same server's next database: a cache may be emptied, a broker's database never."""
    parts = urlsplit(broker)
    query = dict(parse_qsl(parts.query))
    taken = query.pop("virtual_host", parts.path.strip("/") if parts.scheme != "redis+socket" else "") or "0"
    if parts.scheme == "redis+socket":
        return f"unix://{parts.path}?{urlencode(query | {'db': int(taken) + 1})}"
    return urlunsplit((parts.scheme, parts.netloc, f"/{int(taken) + 1}", urlencode(query), ""))


CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": text("CACHE_URL", beside(REDIS_URL)),
    }
}

# A task holds its message until it is done, and a killed child gives it back. A killed worker's tasks come
# back after the visibility timeout; nothing may run longer than that, or it runs twice.
VISIBILITY_TIMEOUT = number("VISIBILITY_TIMEOUT", 1800)
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": VISIBILITY_TIMEOUT,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "socket_keepalive": True,
}
CELERY_TASK_DEFAULT_QUEUE = "on_record"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = int(VISIBILITY_TIMEOUT * 0.9)
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = number("SOFT_SHUTDOWN_TIMEOUT", 10)
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat")

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["api.permissions.Closed"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "api.schema.Schema",
    "EXCEPTION_HANDLER": "api.problems.handler",
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
# For each key; counted in the cache's server for all processes.
API_REQUESTS_PER_MINUTE = number("API_REQUESTS_PER_MINUTE", 600)
SPECTACULAR_SETTINGS = {
    "TITLE": "On Record",
    "DESCRIPTION": "Who said it, how we know, how far to trust it.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": [],
    # What a change needs, it needs: PATCH has no other bodies than those declared.
    "COMPONENT_SPLIT_PATCH": False,
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTH_USER_MODEL = "annotate.User"
OTP_TOTP_ISSUER = "On Record"
LOGIN_URL = "newsroom:login"  # for everybody: whoever has a role at the desk goes on to it
LOGIN_REDIRECT_URL = "newsroom:index"

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = True
FORMAT_MODULE_PATH = "annotate.dates"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "annotate.static.HashedFiles"
    },
}

# What others name (hooks, articles) is asked at public addresses alone. Not from the environment: tests have their
# servers on this machine, and nobody else does.
OUTBOUND_MAY_REACH_LOOPBACK = False

# Five megabytes of pasted text, each byte as %XX, still reach the form, whose own limit then names the field.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024

# Where readers reach this service: for links in e-mail.
BASE_URL = text("BASE_URL", "http://localhost:8000").rstrip("/")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if text("EMAIL_HOST")
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST = text("EMAIL_HOST", "localhost")
EMAIL_PORT = number("EMAIL_PORT", 587)
EMAIL_HOST_USER = text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS", True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = text("DEFAULT_FROM_EMAIL", "on-record@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": text("LOG_LEVEL", "INFO")},
    "loggers": {"django": {"handlers": [], "propagate": True}},
}
