"""Fixtures of this room: texts, and reviews in their three states."""

from itertools import count
from typing import Any

from content.models import FAQ, Feature, Review

numbers = count(1)


def make_feature(**fields: Any) -> Feature:
    chosen = {"title": f"Feature {next(numbers)}", "description": "Good at it.", **fields}
    return Feature.objects.create(**chosen)


def make_review(**fields: Any) -> Review:
    """An approved real one, unless `fields` say otherwise."""
    chosen = {"name": "Ada", "rating": 5, "text": "Lovely.", "is_approved": True, **fields}
    return Review.objects.create(**chosen)


def make_faq(**fields: Any) -> FAQ:
    chosen = {"question": f"Question {next(numbers)}?", "answer": "Yes.", **fields}
    return FAQ.objects.create(**chosen)
