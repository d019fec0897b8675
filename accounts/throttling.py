"""Rate limits per visitor, by the scope a view names in `throttle_scope`."""

from typing import TYPE_CHECKING

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from accounts.models import User

if TYPE_CHECKING:
    # REST framework imports this module while it defines APIView.
    from rest_framework.views import APIView


class VisitorRateThrottle(SimpleRateThrottle):
    """Counts by user, else by address: a new anonymous session is no new allowance of requests."""

    scope = "default"

    def allow_request(self, request: Request, view: "APIView") -> bool:
        scope = getattr(view, "throttle_scope", "")
        writes = request.method not in {"GET", "HEAD", "OPTIONS"}
        self.scope = scope if scope and writes else "default"
        self.rate = self.get_rate()
        self.num_requests, self.duration = self.parse_rate(self.rate)
        return bool(super().allow_request(request, view))

    def get_cache_key(self, request: Request, view: "APIView") -> str:
        user = request.user
        ident = str(user.pk) if isinstance(user, User) else self.get_ident(request)
        return self.cache_format % {"scope": self.scope, "ident": ident}
