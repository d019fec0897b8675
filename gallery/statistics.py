"""Figures about the gallery for operators and the admin's dashboard."""

from gallery.models import GalleryItem, Report


def items_published() -> int:
    """Items that everybody may see."""
    return GalleryItem.objects.public().count()


def open_reports() -> int:
    """Reports that wait for a moderator."""
    return Report.objects.filter(is_resolved=False).count()
