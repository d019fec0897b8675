"""What the content endpoints answer and take."""

import unicodedata
from typing import Any

from rest_framework import serializers

from content.models import FAQ, REVIEW_LENGTH, Feature, Review

KEPT = frozenset("\n\t\u200c\u200d")
"""Line ends, and the joiners that some scripts and many emoji are written with."""

HIDDEN = frozenset({"Cc", "Cf", "Cs"})
VISIBLE = frozenset("LNPS")
"""Unicode's letters, numbers, punctuation and symbols (emoji are symbols)."""


class FeatureSerializer(serializers.ModelSerializer[Feature]):
    class Meta:
        model = Feature
        fields = ("id", "title", "description", "icon", "order")
        read_only_fields = fields


class ReviewSerializer(serializers.ModelSerializer[Review]):
    avatar = serializers.SerializerMethodField()
    createdAt = serializers.DateTimeField(source="created_at", read_only=True)

    class Meta:
        model = Review
        fields = ("id", "name", "role", "avatar", "rating", "text", "createdAt")
        read_only_fields = fields

    def get_avatar(self, review: Review) -> str | None:
        """Null: reviews show no picture yet."""
        return None


class FAQSerializer(serializers.ModelSerializer[FAQ]):
    class Meta:
        model = FAQ
        fields = ("id", "question", "answer", "category", "order")
        read_only_fields = fields


class ReviewTextField(serializers.CharField):
    """Words fit to show: no control or direction-changing characters, and something to see."""

    default_error_messages = {
        "invalid_characters": "This contains control or direction-changing characters. "
        "Remove them and try again."
    }

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data).replace("\r\n", "\n").replace("\r", "\n")
        if any(unicodedata.category(char) in HIDDEN and char not in KEPT for char in text):
            self.fail("invalid_characters")
        if not any(unicodedata.category(char)[0] in VISIBLE for char in text):
            self.fail("blank")
        return text


class SubmitReviewSerializer(serializers.Serializer[Any]):
    """The body of `POST /api/reviews`."""

    rating = serializers.IntegerField(min_value=1, max_value=5, help_text="stars")
    text = ReviewTextField(max_length=REVIEW_LENGTH)
