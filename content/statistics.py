"""Figures about texts for the admin's dashboard."""

from content.models import Review


def pending_reviews() -> int:
    """Reviews that wait for a curator."""
    return Review.objects.pending().count()
