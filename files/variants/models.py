"""Which smaller and other-format copies of stored pictures exist, or are being made."""

from django.db import models
from django.utils import timezone


class StoredVariant(models.Model):
    """One derived copy of a picture.

    Its key is made of the blob and the name, so that two that begin the same copy at once meet at
    one row: whoever inserts it makes the copy.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    # Without a constraint: else a copy begun while its picture is being removed would break the
    # removal. Whoever made that copy looks again, and removes it.
    blob = models.ForeignKey(
        "files.Blob", on_delete=models.CASCADE, related_name="variants", db_constraint=False
    )
    name = models.CharField(max_length=32, help_text="its name in the blob's folder: 480.webp")
    size = models.PositiveBigIntegerField(null=True, help_text="bytes; null while it is made")
    claim = models.CharField(max_length=32, blank=True, help_text="who is making it")
    claimed_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name_plural = "variants"

    def __str__(self) -> str:
        return self.name
