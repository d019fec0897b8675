"""All settings, read from the environment or `.env`. The README documents each in one table."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.urls import reverse_lazy

from nanobanana import admin_look, reference
from nanobanana.env import BASE_DIR, Reader, load, refuse
from nanobanana.file_settings import *
from nanobanana.file_settings import FILE_STORAGE, PICTURE_ORIGINS
from nanobanana.http import policies
from nanobanana.provider_settings import *
from nanobanana.provider_settings import AI_COSTS, AI_PROVIDERS, PROVIDER_NEEDS

env = Reader(load())

DEBUG = env.boolean("DEBUG", default=False)
SECRET_KEY = env.secret("SESSION_SECRET", required=not DEBUG, stand_in="development-" * 4)
JWT_SECRET = env.secret("JWT_SECRET", required=not DEBUG, stand_in="development-jwt-" * 3)

SITE_URL = env.site_url("SITE_URL", default="http://127.0.0.1:8000")
_site = urlsplit(SITE_URL)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", default=f"{_site.hostname},localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# --- what the product is set to do -----------------------------------------------------------
MONTHLY_LIMITS = {
    "anonymous": env.whole("ANONYMOUS_MONTHLY_LIMIT", default=20),
    "free": env.whole("FREE_MONTHLY_LIMIT", default=100),
    "pro": env.whole("PRO_MONTHLY_LIMIT", default=2000),
}
ANONYMOUS_KEEP_DAYS = env.whole("ANONYMOUS_KEEP_DAYS", default=30, least=1)
GENERATION_TIMEOUT = env.whole("GENERATION_TIMEOUT", default=300, least=1)
MOCK_SPEED = env.whole("MOCK_SPEED", default=1, least=1)
LEASE_SECONDS = env.whole("LEASE_SECONDS", default=15, least=1)
WEB_THREADS = env.whole("WEB_THREADS", default=16, least=1)

_known = {"auto", "studio", "painter", "mock", *PROVIDER_NEEDS}
for _setting, _named in (("AI_PROVIDERS", AI_PROVIDERS), ("AI_COSTS", list(AI_COSTS))):
    if _unknown := sorted(set(_named) - _known):
        _fault = f"there is no provider named {', '.join(_unknown)}"
        raise refuse(_setting, _fault, "studio,painter,mock")
if "auto" in AI_PROVIDERS and len(AI_PROVIDERS) > 1:
    raise refuse("AI_PROVIDERS", "auto stands alone", "auto")

for _vendor in AI_PROVIDERS:
    if _vendor in PROVIDER_NEEDS and not globals()[PROVIDER_NEEDS[_vendor]]:
        raise refuse(PROVIDER_NEEDS[_vendor], f"{_vendor} in AI_PROVIDERS needs it", "your own")

# --- applications -----------------------------------------------------------------------------
INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "accounts",
    "files",
    "generation",
    "gallery",
    "content",
    "nanobanana",
]
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "nanobanana.http.admin_csp.AdminPolicyMiddleware",
    "csp.middleware.CSPMiddleware",
    "nanobanana.http.request_ids.RequestIdMiddleware",
    "nanobanana.http.limits.BodyLimitMiddleware",
    "nanobanana.http.slashes.TrailingSlashMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.VisitorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "nanobanana.http.problem_pages.ProblemPagesMiddleware",
]

ROOT_URLCONF = "nanobanana.urls"
WSGI_APPLICATION = "nanobanana.wsgi.application"
ASGI_APPLICATION = "nanobanana.asgi.application"
APPEND_SLASH = False

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "nanobanana.http.context.site",
                "accounts.context.allowance",
                "generation.context.elsewhere",
            ]
        },
    }
]

# --- database ---------------------------------------------------------------------------------
DATABASES = {"default": env.database("DATABASE_URL", default="sqlite:///db.sqlite3")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Deferred transactions that write later fail at once under load; immediate ones wait.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    # The reader of database URLs says 0 where the URL says nothing.
    DATABASES["default"]["CONN_MAX_AGE"] = DATABASES["default"]["CONN_MAX_AGE"] or 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# Counters of the rate limits. At the default of 300 entries a busy minute would forget them.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- files and static -------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_PATH", default=BASE_DIR / "staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": FILE_STORAGE,
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "nanobanana.staticfiles.ModuleManifestStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

# --- who is here ------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = reverse_lazy("generation:editor")
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ALLAUTH_TRUSTED_PROXY_COUNT = env.whole("TRUSTED_PROXIES", default=0)
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.NameSignupForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER, MFA_TOTP_TOLERANCE = "Nano Banana", 1

SIMPLE_JWT = {
    "SIGNING_KEY": JWT_SECRET,
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=15),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=14),
    "CHECK_REVOKE_TOKEN": True,
    "UPDATE_LAST_LOGIN": False,
    "AUTH_HEADER_TYPES": ("Bearer",),
}

# --- e-mail -----------------------------------------------------------------------------------
_email = env.email("EMAIL_URL", default="console:")
EMAIL_BACKEND = _email["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = _email["EMAIL_HOST"], _email["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_USER"], _email["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = _email["EMAIL_USE_TLS"], _email["EMAIL_USE_SSL"]
EMAIL_FILE_PATH = _email["EMAIL_FILE_PATH"]
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", default=f"Nano Banana <noreply@{_site.hostname}>")

# --- the API ----------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.BearerAuthentication",
        "accounts.authentication.BrowserAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": [
        "rest_framework.renderers.JSONRenderer",
        "nanobanana.http.browsable.ApiPageRenderer",
    ],
    "DEFAULT_PARSER_CLASSES": [
        "nanobanana.http.parsers.BoundedJSONParser",
        "rest_framework.parsers.FormParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_PAGINATION_CLASS": "nanobanana.http.pages.KeysetPagination",
    "DEFAULT_SCHEMA_CLASS": "nanobanana.http.schema.ApiSchema",
    "DEFAULT_THROTTLE_CLASSES": ["accounts.throttling.VisitorRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "default": env.rate("RATE_DEFAULT", default="600/min"),
        "sign-in": env.rate("RATE_SIGN_IN", default="20/min"),
        "generate": env.rate("RATE_GENERATE", default="120/min"),
        "upload": env.rate("RATE_UPLOAD", default="120/min"),
        "preview": env.rate("RATE_PREVIEW", default="120/min"),
        "write": env.rate("RATE_WRITE", default="60/min"),
    },
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    # `?format=` is the contract's word for a picture's format.
    "URL_FORMAT_OVERRIDE": None,
}
DRF_STANDARDIZED_ERRORS = reference.ERRORS
SPECTACULAR_SETTINGS = reference.SPECTACULAR

# --- safety -----------------------------------------------------------------------------------
_tls = _site.scheme == "https"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _tls
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "nanobanana.http.errors.csrf_failure"
SECURE_SSL_REDIRECT = _tls
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if _tls else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _tls else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# HSTS is for this host: its sister hosts (W005) and browsers' built-in lists (W021) are not ours to
# promise. And the operator who chose plain HTTP in SITE_URL chose what follows from it.
_not_wanted = ["005", "021"] if _tls else ["004", "008", "012", "016"]
SILENCED_SYSTEM_CHECKS = [f"security.W{number}" for number in _not_wanted]
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "EXCLUDE_URL_PREFIXES": ("/admin/",),
    "DIRECTIVES": policies.showing(policies.SITE, PICTURE_ORIGINS),
}
ADMIN_CSP = policies.showing(policies.ADMIN, PICTURE_ORIGINS)
REDOC_CSP = policies.REDOC

LANGUAGE_CODE, TIME_ZONE = "en", "UTC"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.log_level("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django_tasks_db": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
        "uvicorn.access": {"level": "WARNING"},
        # It writes down each address whole; that of an own API may have a secret in it.
        "httpx2": {"level": "WARNING"},
    },
}

UNFOLD = admin_look.UNFOLD
