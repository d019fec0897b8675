"""What this room tells the room of files: which files its items need, and which it shows."""

from uuid import UUID

from django.db.models import Q

from gallery.models import GalleryItem, GalleryItemQuerySet


class GalleryClaims:
    def in_use(self, file_ids: set[UUID]) -> set[UUID]:
        return _named(GalleryItem.objects.all(), file_ids)

    def shown_publicly(self, file_ids: set[UUID]) -> set[UUID]:
        return _named(GalleryItem.objects.public(), file_ids)


def _named(items: GalleryItemQuerySet, file_ids: set[UUID]) -> set[UUID]:
    """Those of `file_ids` that are a picture or a before picture of `items`."""
    rows = items.filter(Q(image__in=file_ids) | Q(before__in=file_ids))
    pairs = rows.values_list("image_id", "before_id")
    return {file_id for pair in pairs for file_id in pair if file_id} & file_ids
