"""All settings, each read from the environment with a default that serves one machine out of the box.

`docs/reference/settings.md` lists every variable read here; a test holds the two together.
"""

import hashlib
import os
import secrets
from importlib.metadata import version
from pathlib import Path
from urllib.parse import unquote, urlsplit

PACKAGE = Path(__file__).resolve().parent.parent

HOME = Path(os.environ.get("SPIRALE_HOME", "var")).resolve()
"""Folder of everything this installation writes: the database, its secret, cached vectors."""

DEBUG = os.environ.get("SPIRALE_DEBUG", "") == "1"
HOST = os.environ.get("HOST", "127.0.0.1")


def _whole_number(name: str, given: str) -> int:
    """Read a number, or say which variable does not hold one."""
    if not given.isascii() or not given.isdigit():
        message = f"{name} must be a whole number, not {given!r}"
        raise ValueError(message)
    return int(given)


PORT = _whole_number("PORT", os.environ.get("PORT", "8000"))
PUBLIC_ADDRESS = os.environ.get("SPIRALE_ADDRESS", f"http://localhost:{PORT}")


def _kept_secret() -> str:
    """Read the secret of this installation, making it on the first start."""
    given = os.environ.get("SPIRALE_SECRET")
    if given:
        return given
    HOME.mkdir(parents=True, exist_ok=True)
    path = HOME / "secret"
    try:
        path.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        pass
    else:
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()


def _database(address: str) -> dict[str, object]:
    """Turn `sqlite:///path` or `postgresql://user:password@host:port/name` into Django's form."""
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "spirale.config.sqlite",
            "TEST": {"NAME": ":memory:"},
            "NAME": parts.path[1:] or str(HOME / "spirale.sqlite3"),
            "CONN_MAX_AGE": None,  # each thread of the pool keeps its own: opening one costs as much as a small act
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON",
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
        return {
            "ENGINE": "spirale.config.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(query.get("host", parts.hostname or "")),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    message = "SPIRALE_DATABASE must start with sqlite:/// or postgresql://"
    raise ValueError(message)


SECRET_KEY = _kept_secret()
ALLOWED_HOSTS = os.environ.get("SPIRALE_HOSTS", "*").split(",")
DATABASES = {"default": _database(os.environ.get("SPIRALE_DATABASE", "sqlite:///"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

ROOMS = [
    "spirale.pages",
    "spirale.journal",
    "spirale.live",
    "spirale.offline",
    "spirale.people",
    "spirale.territories",
    "spirale.cycles",
    "spirale.mobilisation",
    "spirale.workshops",
    "spirale.coding",
    "spirale.synthesis",
    "spirale.strategy",
    "spirale.decision",
    "spirale.action",
    "spirale.demo",
]
INSTALLED_APPS = [
    *ROOMS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "rules",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "spirale.pages.middleware.ContentSecurityPolicy",
    "spirale.pages.static_files.Files",
    "django.middleware.gzip.GZipMiddleware",  # pages and answers; it hides lengths, so that no secret leaks by them
    "django.contrib.sessions.middleware.SessionMiddleware",
    "spirale.pages.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "spirale.config.urls"
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
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "spirale.pages.templatetags.spirale",
            ],
        },
    },
]
FORM_RENDERER = "spirale.pages.forms.Renderer"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "sesame.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "people:sign_in"
LOGIN_REDIRECT_URL = "territories:home"
SESAME_MAX_AGE = 60 * 60
SESAME_ONE_TIME = True

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if os.environ.get("SPIRALE_SMTP_HOST")
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST = os.environ.get("SPIRALE_SMTP_HOST", "")
EMAIL_PORT = _whole_number("SPIRALE_SMTP_PORT", os.environ.get("SPIRALE_SMTP_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("SPIRALE_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("SPIRALE_SMTP_PASSWORD", "")
EMAIL_USE_TLS = EMAIL_PORT == 587  # the submission port; 465 and 25 are for those who know why
DEFAULT_FROM_EMAIL = os.environ.get("SPIRALE_EMAIL_FROM", "spirale@localhost")

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]  # each in its own words
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("SPIRALE_TIME_ZONE", "Europe/Paris")


def _version_of_files() -> str:
    """A short name for the files that pages are made of: another as soon as one of them, or a library's, is another."""
    digest = hashlib.sha256(version("django-htmx").encode())
    for path in sorted(PACKAGE.glob("*/static/**/*.*")):
        digest.update(f"\0{path.relative_to(PACKAGE)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:10]


STATIC_URL = f"static/{_version_of_files()}/"
WHITENOISE_USE_FINDERS = True  # pages' files are few: they are served from the package, nothing to collect
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600

MOMENT = 2.0
"""Seconds for which what a whole hall asks for at once is made once."""

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
UPLOAD_LIMIT = _whole_number("SPIRALE_UPLOAD_LIMIT_MIB", os.environ.get("SPIRALE_UPLOAD_LIMIT_MIB", "20")) * 1024 * 1024

_SECURE = PUBLIC_ADDRESS.startswith("https://")
SESSION_COOKIE_SECURE = _SECURE
CSRF_COOKIE_SECURE = _SECURE
CSRF_TRUSTED_ORIGINS = [PUBLIC_ADDRESS]
CSRF_FAILURE_VIEW = "spirale.pages.views.stale_form"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _SECURE else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
ENCODER = os.environ.get("SPIRALE_ENCODER", "")
"""Name of the encoder of texts, or a folder that holds a sentence-transformers model; empty for the default one."""

CLUSTER = os.environ.get("SPIRALE_CLUSTER", "")
"""Who does the long analyses of the background worker: nobody else, `cores`, or a scheduler's address."""

MODEL_ADDRESS = os.environ.get("SPIRALE_MODEL_ADDRESS", "")
"""Address of a language model that speaks as OpenAI's `/chat/completions` does; empty for none, which is usual."""
MODEL_NAME = os.environ.get("SPIRALE_MODEL_NAME", "")
MODEL_KEY = os.environ.get("SPIRALE_MODEL_KEY", "")
MODEL_SECONDS = _whole_number("SPIRALE_MODEL_SECONDS", os.environ.get("SPIRALE_MODEL_SECONDS", "60"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"terminal": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["terminal"], "level": "WARNING"},
}
