"""Likes: one row per visitor and item decides, and a counter on the item follows.

Only whoever created or deleted the row moves the counter, by one conditional UPDATE, so any
number of requests at once leave it right on any database.
"""

from contextlib import suppress
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, F

from accounts.models import Visitor
from gallery.errors import ItemNotFound
from gallery.models import GalleryItem, Like

TRIES = 3


def like_item(visitor: Visitor, item: GalleryItem) -> GalleryItem:
    """Like once, however often it is asked; `item` comes back with `likes` and `liked` as they
    are now. Raises ItemNotFound for an item that is just being deleted."""
    for _ in range(TRIES):
        # Between our insert and our look the same visitor may take a like back: then once more.
        with suppress(IntegrityError), transaction.atomic():
            row, created = Like.objects.get_or_create(item=item, visitor=visitor)
            if created and not _move_counter(item.pk, +1):
                row.delete()
                raise ItemNotFound
            break
    return _now(item, liked=True)


def unlike_item(visitor: Visitor | None, item: GalleryItem) -> GalleryItem:
    """Take a like back; none to take is no error. `item` comes back as with `like_item`."""
    if visitor:
        for row in Like.objects.filter(item=item, visitor=visitor):
            drop_like(row)
    return _now(item, liked=False)


def drop_like(row: Like) -> None:
    """Remove a like and count it off."""
    with transaction.atomic():
        if Like.objects.filter(pk=row.pk).delete()[0]:
            _move_counter(row.item_id, -1)


def move_likes(*, source: Visitor, target: Visitor) -> None:
    """Give `source`'s likes to `target`; where both like an item, one like stays."""
    for row in Like.objects.filter(visitor=source):
        try:
            with transaction.atomic():
                Like.objects.filter(pk=row.pk).update(visitor=target)
        except IntegrityError:
            drop_like(row)


def recount_likes(*, dry_run: bool) -> int:
    """Set counters that a crash left wrong to the number of rows; returns how many were."""
    counted = GalleryItem.objects.annotate(rows=Count("like_rows")).exclude(likes=F("rows"))
    wrong = list(counted.values_list("pk", "likes", "rows"))
    if not dry_run:
        for pk, shown, rows in wrong:
            # A like that came meanwhile has moved the counter: then it waits for the next time.
            GalleryItem.objects.filter(pk=pk, likes=shown).update(likes=rows)
    return len(wrong)


def _move_counter(item_id: UUID, by: int) -> bool:
    row = GalleryItem.objects.filter(pk=item_id)
    if by < 0:
        row = row.filter(likes__gt=0)
    return bool(row.update(likes=F("likes") + by))


def _now(item: GalleryItem, *, liked: bool) -> GalleryItem:
    item.likes = GalleryItem.objects.values_list("likes", flat=True).filter(pk=item.pk).first() or 0
    item.liked = liked
    return item
