"""All settings, read from the environment.

Three ways to run, told apart by two switches that are off unless set:
- neither: a service on the network. SECRET_KEY must be given; cookies, redirects and HSTS insist on HTTPS (HTTPS=0 lifts that).
- LOCAL=1: one machine, plain HTTP on localhost, no debug pages. A signing key is made once and kept in DATA_DIR. `make run` uses it.
- DEBUG=1: LOCAL, with Django's debug pages. For developers only.
`.env.example` lists the variables a deployment sets.
"""

import re
from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from tracker import logs
from tracker.databases import configured
from tracker.secret import kept_key

# Core ---------------------------------------------------------------------------------------------------------------
BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
LOCAL = env.bool("LOCAL", default=DEBUG)
HTTPS = env.bool("HTTPS", default=not LOCAL)

# Everything that grows while the service runs: the SQLite file, the documents' files, the kept key.
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).absolute()
if LOCAL:
    DATA_DIR.mkdir(parents=True, exist_ok=True)

SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not LOCAL:
        raise ImproperlyConfigured("Set SECRET_KEY to a long random text, or LOCAL=1 to run on this machine alone.")
    SECRET_KEY = kept_key(DATA_DIR)

# localhost stays allowed whatever is configured, because the container's health check asks there.
ALLOWED_HOSTS = sorted({*env.list("ALLOWED_HOSTS", default=["127.0.0.1", "[::1]"]), "localhost"})
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# May people who are not logged in read what has been published to the public?
PUBLIC_READ = env.bool("PUBLIC_READ", default=False)
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)

ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Apps ---------------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "csp",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "obligations",
]

# Middleware ---------------------------------------------------------------------------------------------------------
MIDDLEWARE = [
    "tracker.requests.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "tracker.headers.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tracker.cors.CrossOriginMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "tracker.caching.AskAgainMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "csp.middleware.CSPMiddleware",
    "obligations.signin.middleware.SessionAgeMiddleware",
    "obligations.signin.middleware.SecondStepMiddleware",
    "axes.middleware.AxesMiddleware",
]

# Database -----------------------------------------------------------------------------------------------------------
# SQLite unless DATABASE_URL says otherwise. No ATOMIC_REQUESTS: a transaction is opened by the service that writes, so that
# reading never takes SQLite's one write lock.
kept_seconds = env.int("CONN_MAX_AGE", default=60)
DATABASES = {"default": configured(env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}"), kept_seconds=kept_seconds)}
# A hot standby, from which people who have not signed in read.
if env.str("REPLICA_URL", default=""):
    DATABASES["replica"] = {**configured(env.db_url("REPLICA_URL"), kept_seconds=kept_seconds), "TEST": {"MIRROR": "default"}}
    DATABASE_ROUTERS = ["tracker.replica.ReadsElsewhere"]
    MIDDLEWARE.append("tracker.replica.ReplicaMiddleware")

# What is counted between requests: how often programs ask. Each process counts for itself, unless CACHE_URL names what all of them share, such as
# dbcache://tracker_cache (a table of the database; make it once with `manage.py createcachetable`) or filecache:///var/tmp/tracker.
CACHES = {"default": {**env.cache_url_config(env.str("CACHE_URL", default="") or "locmemcache://tracker"), "max_entries": 100_000}}
# How much of what is counted for readers each process keeps until something changes that they may see (obligations.kept), in rows.
# 0 counts anew for every page.
KEPT_FIGURES = env.int("KEPT_FIGURES", default=200_000)

# Templates ----------------------------------------------------------------------------------------------------------
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "obligations.context.demonstration",
            ],
        },
    },
]

# Languages and time -------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

# People -------------------------------------------------------------------------------------------------------------
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
SESSION_COOKIE_AGE = env.int("SESSION_SECONDS", default=12 * 60 * 60)  # from signing in to the end, whatever is done
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", default=2 * 60 * 60)  # without a request
# After so many wrong passwords for one account from one address nobody gets in from there for so long. All processes count together, in the database.
AXES_FAILURE_LIMIT = env.int("LOGIN_FAILURES", default=5)
AXES_COOLOFF_TIME = timedelta(seconds=env.int("LOGIN_COOL_OFF_SECONDS", default=15 * 60))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "obligations.signin.addresses.address_of"
AXES_LOCKOUT_CALLABLE = "obligations.signin.locked.answer"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True  # of those who came in the log of events says enough
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "next"]
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
# A second step at signing in: everybody may set one up; with “required” staff have to.
STAFF_TOTP = env.str("STAFF_TOTP", default="optional")
if STAFF_TOTP not in ("optional", "required"):
    raise ImproperlyConfigured("STAFF_TOTP is either optional or required.")
OTP_TOTP_ISSUER = env.str("SITE_NAME", default="Obligations tracker")  # what the app shows beside its code
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator", "OPTIONS": {"max_similarity": 0.6}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Mail ---------------------------------------------------------------------------------------------------------------
# Printed unless EMAIL_URL names a server, such as smtp+tls://name:password@mail.example.org:587. Links in mails begin with BASE_URL.
globals().update(env.email_url("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="tracker@localhost")
BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000").rstrip("/")

# Static files and documents' files ----------------------------------------------------------------------------------
STATIC_URL = "/static/"
# On one machine whitenoise serves straight from the apps' folders; a deployment runs collectstatic first and gets hashed names.
STATIC_ROOT = None if LOCAL else Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
WHITENOISE_USE_FINDERS = LOCAL
# Documents have no address of their own (no MEDIA_URL): a view hands out a file after looking up a row its reader may see.
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o640
MAX_DOCUMENT_BYTES = env.int("MAX_DOCUMENT_BYTES", default=20 * 1024 * 1024)
EVIDENCE_LARGEST = env.int("EVIDENCE_LARGEST", default=25 * 1024 * 1024)  # bytes of a file given as evidence
LARGEST_UPLOAD = max(MAX_DOCUMENT_BYTES, EVIDENCE_LARGEST)
FILE_UPLOAD_HANDLERS = [
    "obligations.incoming.uploads.StopAtLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # a request's body without its file
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 21  # the import page takes twenty; one more is refused with a sentence

# Fetching documents -------------------------------------------------------------------------------------------------
# Where documents are fetched by symbol: an https address with {symbol} and {language} in it, or a base, to which /{language}/{symbol} is added.
# Empty: nothing is ever fetched. Only this host is asked, and only where its name stands for public addresses or for those of
# DOCUMENT_SERVICE_INSIDE (networks, for a mirror of one's own: 10.20.0.0/16).
DOCUMENT_SERVICE = env.str("DOCUMENT_SERVICE", default="https://documents.un.org/api/symbol/access?s={symbol}&l={language}&t=pdf")
DOCUMENT_SERVICE_INSIDE = env.list("DOCUMENT_SERVICE_INSIDE", default=[])
DOCUMENT_SERVICE_LOOPBACK_HTTP = False  # tests alone, which bring a service of their own
DOCUMENT_SERVICE_PAUSE = env.float("DOCUMENT_SERVICE_PAUSE", default=2.0)  # seconds after each request, in each process
DOCUMENT_SERVICE_AGENT = env.str("DOCUMENT_SERVICE_AGENT", default=f"obligations-tracker/1.0 (+{BASE_URL})")  # how the service is told who asks
if DOCUMENT_SERVICE and not DOCUMENT_SERVICE.startswith("https://"):
    raise ImproperlyConfigured("DOCUMENT_SERVICE has to begin with https://, or be empty.")

# Security -----------------------------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]  # asked from inside, where there is no HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY, LANGUAGE_COOKIE_SAMESITE = True, "Lax"
if HTTPS:  # a browser takes these names only over HTTPS, for the whole site and from this host alone
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=30 * 24 * 60 * 60) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=False)
# Preloading registers a whole domain with browser makers: its owner's decision, not something to be reminded of here.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
# Only behind a proxy that sets this header itself; else anybody could claim to have come by HTTPS.
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    },
}

# Programs -----------------------------------------------------------------------------------------------------------
# How often one token or account, and one address without either, may ask the API: 600/min; empty for no limit. Counted in CACHES.
# "login": how often one address may send the form with the password.
API_RATES = {
    "caller": env.str("API_RATE_CALLER", default="600/min"),
    "address": env.str("API_RATE_ADDRESS", default="120/min"),
    "login": env.str("LOGIN_RATE", default="30/min"),
}
for rate in filter(None, API_RATES.values()):
    if not re.fullmatch(r"[1-9][0-9]*/(s|sec|second|m|min|minute|h|hour|d|day)", rate):
        raise ImproperlyConfigured(f"“{rate}” is no rate: write API_RATE_CALLER, API_RATE_ADDRESS and LOGIN_RATE like 600/min, or leave them empty.")
# Pages of which other sites may ask the API, with a token: https://example.org, without a path.
CORS_ORIGINS = [origin.strip().rstrip("/") for origin in env.list("CORS_ORIGINS", default=[])]
for origin in CORS_ORIGINS:
    if not re.fullmatch(r"https?://[^/*\s]+", origin):
        raise ImproperlyConfigured(f"“{origin}” in CORS_ORIGINS is no origin: write it like https://example.org.")

# REST API -----------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    # The first one names what an anonymous request is asked for, and so makes its answer 401.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "obligations.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_THROTTLE_CLASSES": ["obligations.api.throttles.CallerThrottle", "obligations.api.throttles.AddressThrottle"],
    "NUM_PROXIES": 1 if BEHIND_PROXY else 0,  # else anybody could write an address of their own choice into X-Forwarded-For
    "DEFAULT_PERMISSION_CLASSES": ["obligations.permissions.ReadVisible"],
    "DEFAULT_PAGINATION_CLASS": "obligations.api.pagination.Pages",
    "DEFAULT_FILTER_BACKENDS": ["obligations.api.filters.StrictFilterBackend"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["obligations.api.parsers.BoundedJSON"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "obligations.api.errors.as_problem",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

# OpenAPI ------------------------------------------------------------------------------------------------------------
SPECTACULAR_SETTINGS = {
    "TITLE": "Commitments and obligations tracker",
    "DESCRIPTION": "What the Security Council asks, of whom, by when, and what is known of how far it is carried out.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "DEFAULT_GENERATOR_CLASS": "obligations.api.description.Generator",
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    # Lists that have another name in a body than in an answer, or of which a body takes a part.
    "ENUM_NAME_OVERRIDES": {
        "EvidenceKindCodeEnum": "obligations.choices.EvidenceKind",
        "DecisionLabelEnum": "obligations.choices.Label",
        "VerdictEnum": "obligations.choices.Verdict",
        "MemberVerdictEnum": "obligations.api.serializers.decisions.OF_MEMBERS",
        "CommitmentVerdictEnum": "obligations.api.serializers.decisions.OF_COMMITMENTS",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    # Nothing is sent to an outside validator.
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},
}

# Logging ------------------------------------------------------------------------------------------------------------
# json: a line of JSON for each request and each message, for programs; else lines for people. /metrics is closed unless a token is set, but to
# programs on this machine.
LOG_FORMAT = env.str("LOG_FORMAT", default="text")
if LOG_FORMAT not in ("text", "json"):
    raise ImproperlyConfigured("LOG_FORMAT is either text or json.")
LOGGING = logs.configuration(json_lines=LOG_FORMAT == "json", level=env.str("LOG_LEVEL", default="INFO"))
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
