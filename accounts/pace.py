"""The API's rate limits for the pages: a form must be no way round them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from math import ceil
from typing import Any

from django.http import HttpRequest, HttpResponse

from accounts.errors import TooManyRequests
from accounts.throttling import VisitorRateThrottle


@dataclass(frozen=True)
class Scope:
    """What the throttle asks of a view."""

    throttle_scope: str


def check_pace(request: HttpRequest, scope: str) -> None:
    """Count a request together with the API's of the same scope. Raises TooManyRequests."""
    throttle: Any = VisitorRateThrottle()
    if not throttle.allow_request(request, Scope(scope)):
        raise TooManyRequests(retry_after=ceil(throttle.wait() or 1))


def paced(scope: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Decorates a page's view: each POST counts in `scope`, and one too many is a 429 page."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def paced_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                check_pace(request, scope)
            return view(request, *args, **kwargs)

        return paced_view

    return decorate
