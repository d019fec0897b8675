"""The texts that curators look after: features, reviews, questions."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from uuid_utils.compat import uuid7

REVIEW_LENGTH = 1000
ANONYMOUS = "A visitor"
ORDER_HELP = "smaller numbers come first"


class FeatureQuerySet(models.QuerySet["Feature"]):
    def shown(self) -> "FeatureQuerySet":
        """What everybody sees, in the curators' order."""
        return self.filter(is_shown=True).order_by("order", "id")


class Feature(models.Model):
    """One thing the product is good at."""

    class Icon(models.TextChoices):
        """Icons of `templates/components/_icon.html` that suit a feature."""

        BOLT = "bolt"
        CAMERA = "camera"
        CLOCK = "clock"
        CODE = "code"
        EDIT = "edit"
        HEART = "heart"
        IMAGE = "image"
        LOCK = "lock"
        REFRESH = "refresh"
        SHARE = "share"
        SHIELD = "shield"
        SPARKLES = "sparkles"
        STAR = "star"
        SUN = "sun"
        USERS = "users"
        WAND = "wand"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    title = models.CharField(max_length=80)
    description = models.TextField(max_length=400)
    icon = models.CharField(max_length=20, choices=Icon, default=Icon.SPARKLES)
    order = models.PositiveSmallIntegerField(default=0, db_index=True, help_text=ORDER_HELP)
    is_shown = models.BooleanField("shown", default=True)

    objects = FeatureQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title


class ReviewQuerySet(models.QuerySet["Review"]):
    def approved(self) -> "ReviewQuerySet":
        return self.filter(is_approved=True)

    def pending(self) -> "ReviewQuerySet":
        """Waiting for a curator."""
        return self.filter(is_approved=False)

    def published(self) -> "ReviewQuerySet":
        """What everybody sees: samples only until the first real review is approved."""
        real = Review.objects.approved().filter(is_sample=False)
        shown = self.approved().filter(Q(is_sample=False) | ~Exists(real))
        return shown.order_by("order", "-id")


class Review(models.Model):
    """What somebody says about the product; shown once a curator approves it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # The contract promises that with an account all its rows go.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.CASCADE,
        related_name="reviews",
    )
    name = models.CharField(max_length=80, default=ANONYMOUS)
    role = models.CharField(max_length=80, blank=True)
    rating = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(5)], help_text="1 to 5 stars"
    )
    text = models.TextField(max_length=REVIEW_LENGTH)
    is_approved = models.BooleanField("approved", default=False)
    is_sample = models.BooleanField("sample", default=False, editable=False)
    order = models.PositiveSmallIntegerField(default=0, help_text=ORDER_HELP)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["is_approved", "order", "-id"], name="review_shown"),)

    def __str__(self) -> str:
        return f"{self.name}: {self.text[:40]}"


class FAQQuerySet(models.QuerySet["FAQ"]):
    def shown(self) -> "FAQQuerySet":
        """What everybody sees, category by category: a category stands where its first question
        stands."""
        shown = self.filter(is_shown=True)
        category = FAQ.objects.filter(is_shown=True, category=OuterRef("category"))
        first = category.order_by("order", "id").values("order")[:1]
        return shown.alias(first=Subquery(first)).order_by("first", "category", "order", "id")


class FAQ(models.Model):
    """A question that people ask, answered."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    question = models.CharField(max_length=200)
    answer = models.TextField(max_length=2000)
    category = models.CharField(max_length=60, blank=True, db_index=True)
    order = models.PositiveSmallIntegerField(default=0, help_text=ORDER_HELP)
    is_shown = models.BooleanField("shown", default=True)

    objects = FAQQuerySet.as_manager()

    class Meta:
        verbose_name = "FAQ"
        verbose_name_plural = "FAQs"

    def __str__(self) -> str:
        return self.question


class SeededText(models.Model):
    """A starter text that was added here once: if a curator deletes it, it stays away.

    The note comes first and names the id that its text gets: so a seeding that was cut short, or
    two at once, end with one text.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.CharField(max_length=40, unique=True)
    text_id = models.UUIDField(default=uuid7)
    is_done = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.key
