"""What each visitor's files take up."""

from django.db import models
from django.utils import timezone


class Usage(models.Model):
    """Bytes of a visitor's files: the sum of their originals, each file counted by itself.

    Counted here so that one conditional update can reserve; `prune` compares with the true sum.
    Its key is the owner's, so that of two that open it at once one finds it there.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    owner = models.OneToOneField(
        "accounts.Visitor", on_delete=models.CASCADE, related_name="storage_usage"
    )
    bytes = models.BigIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name_plural = "usage"

    def __str__(self) -> str:
        return f"{self.owner_id}: {self.bytes}"
