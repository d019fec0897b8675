"""Who does what has to be done now and then: one worker at a time."""

from datetime import timedelta
from uuid import NAMESPACE_OID, uuid5

from django.db import IntegrityError, transaction
from django.utils import timezone

from generation.models import Chore


def is_ours_to_do(name: str, every: timedelta) -> bool:
    """Whether the caller is to do it now, as nobody began it for so long; it is asked for the
    first time after one such while."""
    now, key = timezone.now(), uuid5(NAMESPACE_OID, f"chore:{name}")
    if Chore.objects.filter(pk=key, begun_at__lte=now - every).update(begun_at=now):
        return True
    if not Chore.objects.filter(pk=key).exists():
        try:
            with transaction.atomic():
                Chore(pk=key, name=name, begun_at=now).save(force_insert=True)
        except IntegrityError:
            # Another worker wrote it down in this very moment.
            return False
    return False
