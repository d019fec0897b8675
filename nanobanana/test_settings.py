"""Settings of the unit tests: production's, on a database and a folder of their own.

The folder is made and removed by `conftest.py`: type checkers read these settings, too.
"""

import os
import tempfile
from pathlib import Path

TEST_STORAGE = os.environ.get("TEST_STORAGE", "disk")
"""`disk`, or `s3`: then the tests keep their pictures at an S3 API server, which they start."""

FOLDER = Path(tempfile.gettempdir()) / f"nanobanana-tests-{os.getpid()}"

os.environ.update(
    ENV_FILE=os.devnull,
    DEBUG="false",
    SESSION_SECRET="only-for-tests-" * 4,
    JWT_SECRET="only-for-tests-jwt-" * 4,
    SITE_URL="http://testserver",
    ALLOWED_HOSTS="testserver,127.0.0.1",
    UPLOAD_PATH=str(FOLDER / "media"),
    STATIC_PATH=str(FOLDER / "static"),
    DATABASE_URL=os.environ.get("TEST_DATABASE_URL", "sqlite://:memory:"),
    EMAIL_URL="memory:",
    # Not the painter: the mock fails, refuses and hangs as tests tell it to.
    AI_PROVIDERS="studio,mock",
    # No key of whoever runs the tests is ever used.
    **dict.fromkeys(
        (
            "GEMINI_API_KEY",
            "OPENAI_API_KEY",
            "STABILITY_API_KEY",
            "LOCAL_MODEL",
            "HTTP_PROVIDER_URL",
        ),
        "",
    ),
    MOCK_SPEED="20",
    RATE_DEFAULT="100000/min",
    RATE_SIGN_IN="100000/min",
    RATE_GENERATE="100000/min",
    RATE_UPLOAD="100000/min",
    RATE_PREVIEW="100000/min",
    RATE_WRITE="100000/min",
    LOG_LEVEL="WARNING",
)

from nanobanana.settings import *  # noqa: E402
from nanobanana.settings import DATABASES, STORAGES  # noqa: E402

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: tests with threads need several connections that see each other.
    DATABASES["default"]["TEST"] = {"NAME": str(FOLDER / "test.sqlite3")}
# The manifest would want `collectstatic` before every test run.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
