"""What every page may name of the visitor."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.allowance import Allowance, allowance_of
from accounts.visitors import RequestVisitor


def allowance(request: HttpRequest) -> dict[str, Any]:
    """`allowance`, looked up only where a template names it.

    Absent on an error page that comes before the visitor is known.
    """
    visitor: RequestVisitor | None = getattr(request, "visitor", None)
    if visitor is None:
        return {}

    def look_up() -> Allowance:
        return allowance_of(visitor.row)

    return {"allowance": SimpleLazyObject(look_up)}
