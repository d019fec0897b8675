"""Files follow their owners."""

from typing import Any

from django.dispatch import receiver

from accounts.models import Visitor
from accounts.signals import account_leaving, visitors_merged
from files.accounting.usage import charge, credit, open_usage
from files.models import StoredFile
from files.storing import release_all


@receiver(visitors_merged, dispatch_uid="files.move")
def move_files(source: Visitor, target: Visitor, **kwargs: Any) -> None:
    """One by one: what another sweep moves, or its owner removes, in this very moment must not
    be counted here as well."""
    own = StoredFile.objects.filter(owner=source)
    sizes = list(own.values_list("pk", "blob__size"))
    if not sizes:
        return
    open_usage(source.pk)
    open_usage(target.pk)
    moved = sum(size for key, size in sizes if own.filter(pk=key).update(owner=target))
    credit(source.pk, moved)
    charge(target, moved, is_owed=True)


@receiver(account_leaving, dispatch_uid="files.release")
def release_files(visitor: Visitor, **kwargs: Any) -> None:
    release_all(visitor)
