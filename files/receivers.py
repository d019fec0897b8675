"""Files follow their owners."""

from typing import Any

from django.dispatch import receiver

from accounts.models import Visitor
from accounts.signals import account_leaving, visitors_merged
from files.models import StoredFile
from files.storing import release_all


@receiver(visitors_merged, dispatch_uid="files.move")
def move_files(source: Visitor, target: Visitor, **kwargs: Any) -> None:
    StoredFile.objects.filter(owner=source).update(owner=target)


@receiver(account_leaving, dispatch_uid="files.release")
def release_files(visitor: Visitor, **kwargs: Any) -> None:
    release_all(visitor)
