"""The one settings file. Everything that differs comes from the environment; what is absent is safe."""

import os
from pathlib import Path

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from panoh.config.instance import Instance
from panoh.core.languages import LANGUAGES as HOUSE_LANGUAGES

INSTANCE = Instance.from_environment(os.environ)
DATA = INSTANCE.data

PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = INSTANCE.secret_key
DEBUG = False
HOUSE_HOSTS = INSTANCE.hosts
ANSWER_HOSTS = INSTANCE.answer_hosts  # under these there are the answers of facilities, and nothing else
FIELD_HOSTS = INSTANCE.field_hosts  # under these there is the page for telephones without a network, and nothing else
ALLOWED_HOSTS = [*HOUSE_HOSTS, *ANSWER_HOSTS, *FIELD_HOSTS, "localhost", "127.0.0.1", "[::1]"]

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.forms",  # its plain inputs
    "django_htmx",
    "panoh.core",
    "panoh.places",
    "panoh.audit",
    "panoh.vault",
    "panoh.accounts",
    "panoh.people",
    "panoh.network",
    "panoh.guidance",
    "panoh.booklet",
    "panoh.consent",
    "panoh.instruments",
    "panoh.cases",
    "panoh.findings",
    "panoh.team",
    "panoh.intake",
    "panoh.referrals",
    "panoh.episodes",
    "panoh.legal",
    "panoh.correspondence",
    "panoh.coalition",
    "panoh.hotline",
    "panoh.reporting",
    "panoh.planning",
    "panoh.exchange",
    "panoh.data_protection",
    "panoh.desk",
    "panoh.public",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "panoh.core.middleware.security_headers",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "panoh.core.middleware.hosts_of_one_page",  # refuses names that are not ours: its answer too carries the headers
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "panoh.desk.middleware.lead_script",
    "panoh.desk.middleware.locked_door",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "panoh.accounts.middleware.staff_language",
    "panoh.desk.middleware.own_page",  # before the form check, which would only say that the page is old
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "panoh.accounts.middleware.access",
    "panoh.desk.middleware.way_back",
    "panoh.desk.middleware.discreet",  # also what the errors below say
    "panoh.desk.middleware.errors",
    "panoh.desk.middleware.sent_once",
    "panoh.desk.middleware.where_acts_end",
    "panoh.desk.middleware.way_from_day",
]

ROOT_URLCONF = "panoh.config.urls"
WSGI_APPLICATION = "panoh.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": sorted((PACKAGE / "desk").glob("*/templates")),  # an area of the desk keeps its own
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", ["panoh.core.loader.Loader"])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "panoh.desk.frame.context.frame",
            ],
        },
    }
]

DATABASES = {"default": INSTANCE.database}
# Transactions live in @action alone: on SQLite every one is a write lock.
ATOMIC_REQUESTS = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "desk:sign_in"
AUTHENTICATION_BACKENDS = ["panoh.accounts.backend.Backend", "panoh.accounts.backend.DuressBackend"]
PASSWORD_HASHERS = ["panoh.accounts.passwords.OneLane"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "panoh.accounts.passwords.NotMostUsed"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "panoh.accounts.passwords.NotExpected"},
]

SESSION_ENGINE = "panoh.accounts.sessions"
# Ways by which a notice that there is something leaves the house (core/notices.py); blank: none.
NOTICE_MAIL = os.environ.get("PANOH_MAIL", "")
NOTICE_SMS = os.environ.get("PANOH_SMS", "")
# Whom to tell that the server started locked: addresses of mail, or numbers.
TELL_LOCKED = [address.strip() for address in os.environ.get("PANOH_TELL_LOCKED", "").split(",") if address.strip()]
# Whether a copy is made each night; who opens it is no matter of the pages.
COPIES_AT_NIGHT = bool(os.environ.get("PANOH_BACKUP_RECIPIENTS", ""))

SESSION_COOKIE_NAME = "desk" if INSTANCE.plain_http else "__Host-desk"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE_SECONDS = 30 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = not INSTANCE.plain_http
SESSION_SAVE_EVERY_REQUEST = False
CSRF_COOKIE_NAME = "form" if INSTANCE.plain_http else "__Host-form"
CSRF_COOKIE_SECURE = not INSTANCE.plain_http
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "panoh.desk.frame.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # "no-referrer" makes browsers send "Origin: null", which the form check refuses
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = False  # the machine in front redirects
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 0 if INSTANCE.plain_http else 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True  # sent with the line above alone
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],  # as default-src says already; auditors look for it
    "manifest-src": [CSP.SELF],
}

LANGUAGE_CODE = "tg"
LANGUAGES = list(zip(HOUSE_LANGUAGES, (_("Tajik"), _("Russian"), _("English")), strict=True))
LOCALE_PATHS = [PACKAGE / "locale"]
DISCREET_COOKIE_NAME = "discreet" if INSTANCE.plain_http else "__Host-discreet"
WORKED_COOKIE_NAME = "worked" if INSTANCE.plain_http else "__Host-worked"
LANGUAGE_COOKIE_NAME = "language" if INSTANCE.plain_http else "__Host-language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Dushanbe"
FORMAT_MODULE_PATH = ["panoh.core.formats"]

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "panoh.core.static_files.StaticStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600  # how static files are gathered in the data folder, where nothing is anybody else's
WHITENOISE_MAX_AGE = 3600
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site uses ours
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# What is uploaded never touches the disk in clear.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

SILENCED_SYSTEM_CHECKS: list[str] = []

# Logs carry codes of events, never a word of a request.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django.request": {"handlers": ["console"], "level": "CRITICAL", "propagate": False},
        "django.security": {"handlers": ["console"], "level": "CRITICAL", "propagate": False},
        "panoh": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
