"""Uploads under way follow their owners, and go with them."""

from typing import Any

from django.dispatch import receiver

from accounts.models import Visitor
from accounts.signals import account_leaving, visitors_merged
from files.resumable.models import Upload
from files.storing import delete_folder


@receiver(visitors_merged, dispatch_uid="files.move_uploads")
def move_uploads(source: Visitor, target: Visitor, **kwargs: Any) -> None:
    Upload.objects.filter(owner=source).update(owner=target)


@receiver(account_leaving, dispatch_uid="files.drop_uploads")
def drop_uploads(visitor: Visitor, **kwargs: Any) -> None:
    for upload in Upload.objects.filter(owner=visitor):
        Upload.objects.filter(pk=upload.pk).delete()
        delete_folder(upload.folder)
