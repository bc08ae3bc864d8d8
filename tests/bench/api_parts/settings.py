"""The service's own settings, with the peers' addresses beside the API's and a limit that nobody reaches."""

from annotate.settings import *  # noqa: F403  the one place where that is meant

ROOT_URLCONF = "tests.bench.api_parts.urls"
API_REQUESTS_PER_MINUTE = 10**9
SECURE_SSL_REDIRECT = False
LOGGING_CONFIG = None
