"""Puts `request.visitor` on each request and hands a new anonymous visitor its key."""

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.visitors import COOKIE, COOKIE_AGE, HEADER, RequestVisitor, VisitorRequest


class VisitorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        visitor = RequestVisitor(request)
        cast(VisitorRequest, request).visitor = visitor
        response = self.get_response(request)
        if visitor.minted_key:
            response[HEADER] = visitor.minted_key
            if request.headers.get("Sec-Fetch-Site") != "cross-site":
                set_key_cookie(response, visitor.minted_key)
        return response


def set_key_cookie(response: HttpResponse, key: str) -> None:
    """Let the browser keep the key. Not for a form that a foreign page sent: a browser leaves
    its Lax cookie out there, and the new one would put the visitor's pictures out of reach."""
    response.set_cookie(
        COOKIE,
        key,
        max_age=COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
