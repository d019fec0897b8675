"""Who signed a DRF request."""

from typing import cast

from rest_framework.request import Request

from accounts.visitors import RequestVisitor, VisitorRequest


def visitor_of(request: Request) -> RequestVisitor:
    """Asks DRF first, so that a Bearer token counts."""
    assert request.user is not None
    return cast(VisitorRequest, request._request).visitor
