"""Stored files: rows that people own, and the bytes they share."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from uuid_utils.compat import uuid7

from files.accounting.models import Usage
from files.resumable.models import Upload
from files.variants.models import StoredVariant

if TYPE_CHECKING:
    from accounts.models import Visitor

__all__ = ("Blob", "StoredFile", "StoredVariant", "Upload", "Usage")

THUMBNAIL = "w=480&format=webp"


class BlobQuerySet(models.QuerySet["Blob"]):
    def share(self, sha256: str) -> "Blob | None":
        """Take one more reference to bytes that are stored already; None if there are none.

        The condition `refs > 0` keeps a blob that is just being deleted dead.
        Damaged bytes are nobody's to share.
        """
        for blob in self.filter(sha256=sha256, refs__gt=0, damaged_at=None)[:1]:
            if self.filter(pk=blob.pk, refs__gt=0).update(refs=F("refs") + 1):
                return blob
        return None

    def unused(self) -> "BlobQuerySet":
        return self.filter(refs=0)


class Blob(models.Model):
    """Bytes in storage, kept once however many files show them, under an unguessable name."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    folder = models.CharField(max_length=64, unique=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    content_type = models.CharField(max_length=32)
    size = models.PositiveBigIntegerField(help_text="bytes")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    placeholder = models.CharField(
        max_length=1000, blank=True, help_text="a tiny data: URL to show until the picture is here"
    )
    provenance = models.JSONField(
        default=dict, blank=True, help_text="what the bytes say of how they were made"
    )
    refs = models.PositiveIntegerField(default=1)
    damaged_at = models.DateTimeField(
        null=True, blank=True, help_text="since when its bytes are known to be lost or wrong"
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = BlobQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.content_type} {self.sha256[:12]}"

    @property
    def original(self) -> str:
        """The storage name of the bytes; derived ones lie in the same folder."""
        return f"{self.folder}/original"


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def owned_by(self, visitor: "Visitor | None") -> "StoredFileQuerySet":
        return self.filter(owner=visitor, trashed_at=None) if visitor else self.none()


class StoredFile(models.Model):
    """One visitor's picture."""

    class Kind(models.TextChoices):
        UPLOAD = "upload"
        OUTPUT = "output"
        AVATAR = "avatar"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey("accounts.Visitor", on_delete=models.CASCADE, related_name="files")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=Kind)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    trashed_at = models.DateTimeField(
        null=True, blank=True, db_index=True, help_text="in the trash since; nobody is shown it"
    )

    objects = StoredFileQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        """Root-relative address of the bytes."""
        return reverse("files:file", args=[self.id])

    @property
    def thumbnail_url(self) -> str:
        return f"{self.url}?{THUMBNAIL}"

    @property
    def content_type(self) -> str:
        return self.blob.content_type

    @property
    def size(self) -> int:
        """In bytes."""
        return self.blob.size

    @property
    def width(self) -> int:
        return self.blob.width

    @property
    def height(self) -> int:
        return self.blob.height
