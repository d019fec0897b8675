"""What this room does when visitors merge or leave."""

from typing import Any

from django.dispatch import receiver

from accounts.models import Visitor
from accounts.signals import account_leaving, visitors_merged
from generation.models import Generation, Status
from generation.recipes.models import Recipe


@receiver(visitors_merged, dispatch_uid="generation.move")
def move_generations(source: Visitor, target: Visitor, **kwargs: Any) -> None:
    Generation.objects.filter(owner=source).update(owner=target)
    Recipe.objects.filter(owner=source).update(owner=target)


@receiver(account_leaving, dispatch_uid="generation.delete")
def delete_generations(visitor: Visitor, **kwargs: Any) -> None:
    """Stops what is under way, and takes the trash along; the pictures go with the visitor's
    files. The allowance goes with the visitor, so nothing is settled."""
    own = Generation.objects.filter(owner=visitor)
    own.active().update(status=Status.CANCELLED, lease_until=None)
    own.delete()
    Recipe.objects.owned_by(visitor).delete()
