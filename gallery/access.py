"""Finding gallery items a visitor may see or change."""

from uuid import UUID

from accounts.models import Visitor
from gallery.errors import ItemNotFound
from gallery.models import GalleryItem, GalleryItemQuerySet

KEYSETS: dict[str, tuple[str, ...]] = {"new": ("-id",), "top": ("-likes", "-id")}
"""The orders of the gallery, as `nanobanana.http.pages` takes them."""


def visible_item(visitor: Visitor | None, item_id: UUID) -> GalleryItem:
    """An item the visitor may see, with its files and `liked`. Raises ItemNotFound."""
    return _find(GalleryItem.objects.visible_to(visitor), visitor, item_id)


def own_item(visitor: Visitor | None, item_id: UUID) -> GalleryItem:
    """An item of the visitor's own. Raises ItemNotFound for any other."""
    return _find(GalleryItem.objects.owned_by(visitor), visitor, item_id)


def _find(rows: GalleryItemQuerySet, visitor: Visitor | None, item_id: UUID) -> GalleryItem:
    item = rows.with_files().liked_by(visitor).filter(pk=item_id).first()
    if item is None:
        raise ItemNotFound
    return item


def gallery_for(
    visitor: Visitor | None, *, q: str = "", author: UUID | None = None
) -> GalleryItemQuerySet:
    """The public gallery as the visitor sees it; order (see KEYSETS) and page are the caller's."""
    rows = GalleryItem.objects.public().with_files().liked_by(visitor)
    if author:
        rows = rows.by_author(author)
    return rows.matching(q)


def showcase(visitor: Visitor | None, *, limit: int = 8) -> list[GalleryItem]:
    """Featured items for the landing page, newest first."""
    rows = GalleryItem.objects.public().featured().with_files().liked_by(visitor)
    return list(rows.order_by("-id")[:limit])
