"""The API's rate limit for the pages: the form must be no way round it."""

from math import ceil
from typing import Any

from django.http import HttpRequest

from accounts.throttling import VisitorRateThrottle
from generation.errors import TooManyRequests


class GeneratePace:
    """What the throttle asks of a view. The count is the one `POST /api/generate` uses."""

    throttle_scope = "generate"


def check_pace(request: HttpRequest) -> None:
    """Count a request for pictures. Raises TooManyRequests."""
    throttle: Any = VisitorRateThrottle()
    if not throttle.allow_request(request, GeneratePace()):
        raise TooManyRequests(retry_after=ceil(throttle.wait() or 1))
