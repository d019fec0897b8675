"""How a request says who it is from: a Bearer token, or the browser's cookies with CSRF."""

from typing import Any, cast

from django.contrib.auth.models import AnonymousUser
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import AuthenticationFailed as TokenFault
from rest_framework_simplejwt.tokens import Token

from accounts.errors import TokenRefused
from accounts.keys.errors import KeyNotAllowed, KeyRefused, ScopeMissing
from accounts.keys.models import ApiKey, Scope
from accounts.keys.services import key_of, looks_like_key
from accounts.models import User
from accounts.visitors import COOKIE, HEADER, VisitorRequest

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class BearerAuthentication(JWTAuthentication):
    """`Authorization: Bearer` with an access token or a personal API key, or the header `api-key`
    with such a key; whatever cookies came along do not count."""

    def get_header(self, request: Request) -> bytes:
        """The Authorization header; RFC 9110 lets a client spell the scheme's name as it likes."""
        header: bytes | None = super().get_header(request)
        scheme, space, token = (header or b"").partition(b" ")
        return b"Bearer " + token if space and scheme.lower() == b"bearer" else header or b""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        key = self._presented_key(request)
        if key:
            return authenticate_key(key, request)
        try:
            found: tuple[Any, Token] | None = super().authenticate(request)
        except TokenFault as error:
            raise AuthenticationFailed(TokenRefused.message, TokenRefused.code) from error
        return found

    def _presented_key(self, request: Request) -> str:
        """The API key that came along; empty where none did. A Bearer token goes first."""
        scheme, _, token = self.get_header(request).decode("latin-1").partition(" ")
        if scheme != "Bearer" or not token.strip():
            return str(request.headers.get("api-key", ""))
        return token.strip() if looks_like_key(token.strip()) else ""


def authenticate_key(token: str, request: Request) -> tuple[User, ApiKey]:
    """Whose key it is. Raises KeyRefused, ScopeMissing, KeyNotAllowed."""
    key = key_of(token)
    if key is None:
        raise KeyRefused
    view = request.parser_context.get("view") if request.parser_context else None
    if request.method not in getattr(view, "key_methods", {request.method}):
        raise KeyNotAllowed
    wanted = Scope.READ if request.method in SAFE else Scope.GENERATE
    if not key.allows(wanted):
        raise ScopeMissing(f"This API key lacks the scope “{wanted}”.")
    return key.user, key


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
        if self._is_known_by_cookie(request):
            self.enforce_csrf(request)
        return None

    def _is_known_by_cookie(self, request: Request) -> bool:
        if COOKIE not in request.COOKIES or HEADER in request.headers:
            return False
        return cast(VisitorRequest, request._request).visitor.anonymous() is not None


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = BearerAuthentication
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT, or a personal API key"}


class BrowserScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = BrowserAuthentication
    name = ["session", "visitor"]

    def get_security_requirement(self, auto_schema: Any) -> list[dict[str, list[Any]]]:
        return [{name: []} for name in self.name]

    def get_security_definition(self, auto_schema: Any) -> list[dict[str, str]]:
        return [
            {"type": "apiKey", "in": "cookie", "name": "sessionid"},
            {
                "type": "apiKey",
                "in": "header",
                "name": HEADER,
                "description": "An anonymous script's own secret, from an earlier answer.",
            },
        ]
