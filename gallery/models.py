"""The gallery: what people chose to show, who liked it, who complained."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.urls import reverse
from django.utils import timezone
from uuid_utils.compat import uuid7

from files.models import StoredFile
from generation.models import Generation
from generation.plans import keeps_centre
from nanobanana.http.searching import searchable

if TYPE_CHECKING:
    from accounts.models import Visitor

TITLE_LENGTH = 120
DESCRIPTION_LENGTH = 2000
REASON_LENGTH = 1000
MAX_SEARCH_WORDS = 8

# With `=` Django writes bare `is_public AND NOT is_hidden`, for which SQLite uses no index.
SHOWN = {"is_public__in": (True,), "is_hidden__in": (False,)}


class GalleryItemQuerySet(models.QuerySet["GalleryItem"]):
    def public(self) -> "GalleryItemQuerySet":
        """What everybody may see."""
        return self.filter(**SHOWN)

    def owned_by(self, visitor: "Visitor | None") -> "GalleryItemQuerySet":
        return self.filter(owner=visitor) if visitor else self.none()

    def visible_to(self, visitor: "Visitor | None") -> "GalleryItemQuerySet":
        """What everybody may see, and the visitor's own."""
        if visitor is None:
            return self.public()
        return self.filter(Q(**SHOWN) | Q(owner=visitor))

    def featured(self) -> "GalleryItemQuerySet":
        return self.filter(is_featured=True)

    def by_author(self, user_id: UUID) -> "GalleryItemQuerySet":
        """Published by the user with this id; anonymous visitors have none."""
        return self.filter(owner__user_id=user_id)

    def matching(self, q: str) -> "GalleryItemQuerySet":
        """Holding every word of `q` (the first eight) in title, description or prompt."""
        rows = self
        for word in q.split()[:MAX_SEARCH_WORDS]:
            rows = rows.filter(words__contains=searchable(word))
        return rows

    def with_files(self) -> "GalleryItemQuerySet":
        """With all that a card or a page shows, in the same query."""
        return self.select_related("image__blob", "before__blob", "owner__user")

    def liked_by(self, visitor: "Visitor | None") -> "GalleryItemQuerySet":
        """With `liked` on each row: whether the visitor likes it."""
        liked: Exists | Value = Value(False, output_field=models.BooleanField())
        if visitor:
            liked = Exists(Like.objects.filter(item=OuterRef("pk"), visitor=visitor))
        # By its name: the model declares the attribute, too, for rows read without it.
        named = {"liked": liked}
        return self.annotate(**named)


class GalleryItem(models.Model):
    """One published picture."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(
        "accounts.Visitor", on_delete=models.CASCADE, related_name="gallery_items"
    )
    generation = models.ForeignKey(
        Generation, null=True, blank=True, on_delete=models.SET_NULL, related_name="gallery_items"
    )
    image = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="gallery_images")
    before = models.ForeignKey(
        StoredFile,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="gallery_befores",
        help_text="what the picture was made from; everybody sees it beside the picture",
    )
    title = models.CharField(max_length=TITLE_LENGTH)
    description = models.TextField(max_length=DESCRIPTION_LENGTH, blank=True)
    prompt = models.TextField(blank=True)
    words = models.TextField(editable=False, blank=True, help_text="title and texts, folded")
    is_sample = models.BooleanField("sample", default=False, editable=False)
    is_public = models.BooleanField(
        "public", default=True, help_text="the owner's choice: whether others see it"
    )
    is_featured = models.BooleanField(
        "featured", default=False, help_text="may be shown on the landing page"
    )
    is_hidden = models.BooleanField(
        "hidden", default=False, help_text="taken out by a moderator; only its owner still sees it"
    )
    likes = models.PositiveIntegerField(default=0, editable=False)
    starter_key = models.CharField(max_length=40, blank=True, editable=False, db_index=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    liked: bool = False
    """Whether the visitor at hand likes it; see `liked_by`."""

    objects = GalleryItemQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["is_public", "is_hidden", "-id"], name="gallery_new"),
            models.Index(fields=["is_public", "is_hidden", "-likes", "-id"], name="gallery_top"),
            models.Index(fields=["owner", "-id"], name="gallery_owner"),
        )

    def __str__(self) -> str:
        return self.title

    def folded_words(self) -> str:
        """What `words` has to be."""
        return searchable(self.title, self.description, self.prompt)

    @property
    def lies_over_before(self) -> bool:
        """Whether a slider between the pictures before and after makes sense."""
        before, after = self.before, self.image
        fits = before is not None and after.width <= before.width and after.height <= before.height
        return fits and (self.generation is None or keeps_centre(self.generation.plan))

    @property
    def is_shown(self) -> bool:
        """Whether everybody may see it."""
        return self.is_public and not self.is_hidden

    @property
    def author_name(self) -> str:
        """Who made it, fit to show: never an e-mail address."""
        if self.starter_key:
            return "Nano Banana"
        return (self.owner.user.name if self.owner.user else "") or "A visitor"

    @property
    def author_avatar_url(self) -> str | None:
        return self.owner.user.avatar_url if self.owner.user else None

    @property
    def url(self) -> str:
        """Root-relative address of the item's page."""
        return reverse("gallery:item", args=[self.id])

    @property
    def share_url(self) -> str:
        return f"{settings.SITE_URL}{self.url}"


class Like(models.Model):
    """One visitor likes one item. The unique row decides; `GalleryItem.likes` follows it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    item = models.ForeignKey(GalleryItem, on_delete=models.CASCADE, related_name="like_rows")
    visitor = models.ForeignKey(
        "accounts.Visitor", on_delete=models.CASCADE, related_name="like_rows"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["item", "visitor"], name="one_like_per_visitor"),
        )

    def __str__(self) -> str:
        return f"{self.visitor_id} likes {self.item_id}"


class Report(models.Model):
    """Somebody says that an item should not be shown; waits for a moderator."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    item = models.ForeignKey(GalleryItem, on_delete=models.CASCADE, related_name="reports")
    visitor = models.ForeignKey(
        "accounts.Visitor", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.TextField(max_length=REASON_LENGTH)
    is_resolved = models.BooleanField("resolved", default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.reason[:60]


class SeededItem(models.Model):
    """A starter item that was made here once: if a curator deletes it, it stays away.

    The note comes first and names the id that its item gets: so a seeding that was cut short, or
    two at once, end with one item.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.CharField(max_length=40, unique=True)
    item_id = models.UUIDField(default=uuid7)
    is_done = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.key
