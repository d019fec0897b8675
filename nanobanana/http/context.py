"""What every page may name."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """The origin, the largest upload in bytes, and whether mail is only printed."""
    return {
        "site_url": settings.SITE_URL,
        "max_file_size": settings.MAX_FILE_SIZE,
        "prints_mail": settings.EMAIL_BACKEND.endswith("console.EmailBackend"),
    }
