"""Settings of the running product, read from the environment; every secret comes from there."""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from prosfora.site import sign_on

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(os.environ.get("PROSFORA_VAR", BASE_DIR / "var"))

VAR_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = os.environ.get("PROSFORA_DEBUG", "") == "1"


def _secret_key() -> str:
    """The signing secret: the environment's, or one kept in var/ that `prosfora serve` makes once."""
    if given := os.environ.get("PROSFORA_SECRET_KEY"):
        return given
    kept = VAR_DIR / "secret_key"
    if kept.exists():
        return kept.read_text().strip()
    raise ImproperlyConfigured(
        "No signing secret: set PROSFORA_SECRET_KEY, or run the product through the `prosfora` command."
    )


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = os.environ.get("PROSFORA_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("PROSFORA_TRUSTED_ORIGINS", "").split(",") if o]
# Where people reach the product, without a slash at the end: what links in mails begin with.
PUBLIC_ADDRESS = os.environ.get("PROSFORA_PUBLIC_ADDRESS", "http://127.0.0.1:8000").rstrip("/")
BEHIND_TLS = os.environ.get("PROSFORA_TLS", "") == "1"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_tasks_db",
    "prosfora.kit",
    "prosfora.audit",
    "prosfora.jobs",
    "prosfora.files",
    "prosfora.identity",
    "prosfora.company",
    "prosfora.approvals",
    "prosfora.offers",
    "prosfora.evidence",
    "prosfora.parties",
    "prosfora.catalog",
    "prosfora.pricing",
    "prosfora.pricelists",
    "prosfora.documents",
    "prosfora.portal",
    "prosfora.insights",
    "prosfora.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "prosfora.kit.middleware.RequestClock",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "prosfora.identity.middleware.UserLanguage",
    "prosfora.identity.middleware.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "prosfora.kit.middleware.RefusalAnswers",
]

ROOT_URLCONF = "prosfora.site.urls"
WSGI_APPLICATION = "prosfora.site.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "prosfora" / "site" / "templates"],  # ours before allauth's
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "prosfora.site.context.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "prosfora.kit.templatetags.kit",
                "prosfora.documents.templatetags.documents",
            ],
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("PROSFORA_DATABASE_URL", f"sqlite:///{VAR_DIR / 'prosfora.sqlite3'}"),
        conn_max_age=600,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY;"
            "PRAGMA cache_size=-16000; PRAGMA mmap_size=268435456;"
        ),
    }
else:
    # Values travel apart from the statement; which plans the server keeps is said by kit.prepared, read by read.
    DATABASES["default"]["OPTIONS"] = {"server_side_binding": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "20/m/ip,5/5m/key"}  # counted in the cache's table
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("PROSFORA_TRUSTED_PROXIES", "0"))
ACCOUNT_ADAPTER = "prosfora.identity.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "prosfora.identity.adapters.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS = sign_on.providers(os.environ)
OIDC_LETS_IN = os.environ.get("PROSFORA_OIDC_PROVISION", "") == "1"  # people nobody has entered here, without rights
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not BEHIND_TLS

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("el", _("Greek"))]
LOCALE_PATHS = [BASE_DIR / "prosfora" / "site" / "locale"]
TIME_ZONE = os.environ.get("PROSFORA_TIME_ZONE", "Europe/Athens")
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_USE_FINDERS = True  # what was not collected is served straight from the rooms
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "prosfora.site.assets.Assets"},
}
MEDIA_ROOT = VAR_DIR / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024

# The seal of issued offers: a PKCS#12 file, or a token behind PKCS#11; without either a demo key made in var/.
SEAL_KEY_FILE = os.environ.get("PROSFORA_SEAL_KEY_FILE", "")
SEAL_PASSPHRASE = os.environ.get("PROSFORA_SEAL_PASSPHRASE", "")
SEAL_PKCS11 = {
    name: os.environ.get(f"PROSFORA_SEAL_PKCS11_{name.upper()}", "") for name in ("module", "token", "label", "pin")
}
SEAL_TSA = os.environ.get("PROSFORA_SEAL_TSA", "")  # address of a time-stamp service (RFC 3161)
SEAL_TRUST_ROOTS = os.environ.get("PROSFORA_SEAL_TRUST_ROOTS", "")  # PEM file

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
JOB_SCHEDULE = "prosfora.site.schedule.SCHEDULE"

MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": os.environ.get("PROSFORA_SMTP_HOST", "127.0.0.1"),
            "port": int(os.environ.get("PROSFORA_SMTP_PORT", "1025")),
            "username": os.environ.get("PROSFORA_SMTP_USER", ""),
            "password": os.environ.get("PROSFORA_SMTP_PASSWORD", ""),
            "use_tls": os.environ.get("PROSFORA_SMTP_TLS", "") == "1",
            "timeout": 30,
        },
    }
}
DEFAULT_FROM_EMAIL = os.environ.get("PROSFORA_MAIL_FROM", "offers@prosfora.example")

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.SELF],
}
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "prosfora.site.errors.csrf_failure"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "site_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},  # counters of rate limits: a flood must not push others' counters out
    }
}
# The customer's page: how long it can be read after an offer's last day, whether acceptance asks for a mailed code.
PORTAL_READING_DAYS = int(os.environ.get("PROSFORA_PORTAL_READING_DAYS", "30"))
PORTAL_ASKS_CODE = os.environ.get("PROSFORA_PORTAL_CODE", "") == "1"

CORPORA_DIR = Path(os.environ.get("PROSFORA_CORPORA", BASE_DIR.parent / "shared" / "data"))
