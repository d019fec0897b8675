"""How a request says who it is from: a Bearer token, or the browser's cookies with CSRF."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import AuthenticationFailed, InvalidToken
from rest_framework_simplejwt.tokens import Token

from accounts.errors import TokenRefused
from accounts.models import User
from accounts.visitors import COOKIE, HEADER


class BearerAuthentication(JWTAuthentication):
    """`Authorization: Bearer <access token>`; whatever cookies came along do not count."""

    def authenticate(self, request: Request) -> tuple[Any, Token] | None:
        try:
            found: tuple[Any, Token] | None = super().authenticate(request)
        except (InvalidToken, AuthenticationFailed) as error:
            raise TokenRefused from error
        return found


class BrowserAuthentication(SessionAuthentication):
    """The session cookie, or the anonymous visitor's; either wants a CSRF token to change things.

    A first request without cookies wants none, nor does a script's `X-Session-ID` header, which
    no foreign page can make a browser send.
    """

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        user: User | AnonymousUser = request._request.user
        if isinstance(user, User) and user.is_active:
            self.enforce_csrf(request)
            return user, None
        if COOKIE in request.COOKIES and HEADER not in request.headers:
            self.enforce_csrf(request)
        return None


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = BearerAuthentication
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}


class BrowserScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = BrowserAuthentication
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}
