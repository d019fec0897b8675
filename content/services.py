"""What happens to texts."""

from typing import TYPE_CHECKING

from content.models import ANONYMOUS, Review, ReviewQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser


def submit_review(author: "AbstractBaseUser | AnonymousUser", *, rating: int, text: str) -> Review:
    """Keep a review for a curator to approve. It carries the author's name of today."""
    name = str(getattr(author, "name", "")) or ANONYMOUS
    author_id = author.pk if author.is_authenticated else None
    return Review.objects.create(author_id=author_id, name=name, rating=rating, text=text)


def approve_reviews(reviews: ReviewQuerySet, *, is_approved: bool) -> int:
    """Show these reviews to everybody, or no longer; returns how many changed."""
    return reviews.exclude(is_approved=is_approved).update(is_approved=is_approved)
