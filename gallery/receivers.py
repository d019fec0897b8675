"""What this room does when visitors merge or leave."""

from typing import Any

from django.dispatch import receiver

from accounts.models import Visitor
from accounts.signals import account_leaving, visitors_merged
from gallery.liking import drop_like, move_likes
from gallery.models import GalleryItem, Like, Report
from gallery.services import delete_item


@receiver(visitors_merged, dispatch_uid="gallery.move")
def move_gallery(source: Visitor, target: Visitor, **kwargs: Any) -> None:
    GalleryItem.objects.filter(owner=source).update(owner=target)
    Report.objects.filter(visitor=source).update(visitor=target)
    move_likes(source=source, target=target)


@receiver(account_leaving, dispatch_uid="gallery.delete")
def leave_gallery(visitor: Visitor, **kwargs: Any) -> None:
    """Likes are counted off one by one; the items' own likes go with them."""
    for item in GalleryItem.objects.owned_by(visitor).select_related("image", "before"):
        delete_item(item)
    for row in Like.objects.filter(visitor=visitor):
        drop_like(row)
