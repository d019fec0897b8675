"""Uploads that arrive in pieces and may take their time."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from uuid_utils.compat import uuid7


def expiry() -> datetime:
    """Until when an upload waits for its next byte."""
    return timezone.now() + timedelta(hours=settings.UPLOAD_KEEP_HOURS)


class UploadQuerySet(models.QuerySet["Upload"]):
    def expired(self) -> "UploadQuerySet":
        return self.filter(expires_at__lt=timezone.now())

    def unfinished(self) -> "UploadQuerySet":
        return self.filter(state__in=(Upload.State.OPEN, Upload.State.FINISHING))

    def ended(self) -> "UploadQuerySet":
        return self.filter(state__in=(Upload.State.DONE, Upload.State.REFUSED))

    def unclaimed(self) -> "UploadQuerySet":
        """Nobody is just finishing them, or whoever was is taken for dead."""
        dead = models.Q(state=Upload.State.FINISHING, claimed_until__lt=timezone.now())
        return self.filter(models.Q(state=Upload.State.OPEN) | dead)


class Upload(models.Model):
    """One upload under way, or just ended.

    `offset` and `pieces` change together in one conditional update (`WHERE offset = what the
    writer saw`), after a piece's bytes are in storage: of two writers at once one wins, and a
    crash between the two leaves bytes that no row names, which go with the upload's folder.
    """

    class State(models.TextChoices):
        OPEN = "open"
        FINISHING = "finishing"
        DONE = "done"
        REFUSED = "refused"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey("accounts.Visitor", on_delete=models.CASCADE, related_name="uploads")
    is_bearer = models.BooleanField(
        default=False, help_text="begun by somebody unknown: whoever has the address may go on"
    )
    name = models.CharField(max_length=120)
    length = models.PositiveBigIntegerField(null=True, blank=True, help_text="bytes; null: later")
    offset = models.PositiveBigIntegerField(default=0, help_text="bytes that are safe")
    pieces = models.JSONField(default=list, help_text="storage names, in order")
    metadata = models.CharField(max_length=2000, blank=True, help_text="Upload-Metadata as sent")
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    claim = models.CharField(max_length=32, blank=True, help_text="who is finishing it")
    claimed_until = models.DateTimeField(null=True, blank=True)
    file = models.ForeignKey(
        "files.StoredFile", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    error_code = models.CharField(max_length=40, blank=True)
    error_detail = models.TextField(blank=True)
    expires_at = models.DateTimeField(db_index=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = UploadQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} {self.offset}/{self.length}"

    @property
    def folder(self) -> str:
        """Where its pieces lie in storage."""
        return f"uploads/{self.pk}"

    @property
    def url(self) -> str:
        """Root-relative address that its pieces go to."""
        return reverse("files:upload-pieces", args=[self.pk])

    @property
    def is_done(self) -> bool:
        return self.state == self.State.DONE

    @property
    def is_whole(self) -> bool:
        """All bytes are here, whether the picture is made of them yet or not."""
        return self.offset == self.length

    @property
    def is_gone(self) -> bool:
        """It was refused, ended or left for too long, or its picture was deleted."""
        if self.state == self.State.DONE:
            return self.file_id is None
        return self.state == self.State.REFUSED or self.expires_at < timezone.now()
