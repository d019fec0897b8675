"""What follows when somebody signs up or in."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import User
from accounts.visitors import RequestVisitor


@receiver(user_logged_in, dispatch_uid="accounts.adopt_visitor")
def adopt_visitor(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """The pictures made before signing up or in become the user's."""
    visitor: RequestVisitor | None = getattr(request, "visitor", None)
    if visitor is not None:
        visitor.join(user)
