"""Settings of `panoh intake`: the form alone, on a host with a public key and a folder. No database, no agent, no page of the staff."""

from panoh.config.settings import *  # noqa: F403 -- the same headers, languages and limits; what follows is what this host lacks

ROOT_URLCONF = "panoh.public.intake_urls"
DATABASES = {}  # a question to one fails: nothing here may ask any
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "panoh.core.middleware.security_headers",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.common.CommonMiddleware",
]
