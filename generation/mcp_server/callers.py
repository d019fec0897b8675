"""Who calls a tool: the person whose API key came along, and what that key may do."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from mcp.server.mcpserver.exceptions import ToolError

from accounts.errors import OwnerGone
from accounts.keys.models import Scope
from accounts.keys.services import key_of
from accounts.models import User, Visitor
from accounts.pace import check_pace
from accounts.visitors import visitor_for_user

CALLER = "nanobanana.caller"
"""In the ASGI scope."""


@dataclass(frozen=True)
class Caller:
    user: User
    visitor: Visitor
    scopes: tuple[str, ...]
    site: str
    """The origin that the caller knows us by, such as `http://127.0.0.1:8000`."""

    def require(self, scope: Scope) -> None:
        """Raises ToolError for what the key may not do."""
        if scope not in self.scopes:
            raise ToolError(f"This API key lacks the scope “{scope}”.")

    def check_pace(self, scope: str = "") -> None:
        """Counts a call together with the API's of that scope, or with all that only read.
        Raises TooManyRequests."""
        request = HttpRequest()
        request.method, request.user = "POST", self.user
        check_pace(request, scope)


def caller_of(token: str, site: str) -> Caller | None:
    """None for what is no key (any more)."""
    key = key_of(token)
    if key is None:
        return None
    try:
        visitor = visitor_for_user(key.user)
    except OwnerGone:
        # The account went in this very moment, and its keys with it.
        return None
    return Caller(key.user, visitor, tuple(key.scopes), site)


def caller_in(context: Any) -> Caller:
    """The caller of the request that a tool's context belongs to."""
    found: Caller = context.request_context.request.scope[CALLER]
    return found
