"""What each visitor's files take up."""

from django.db import models
from uuid_utils.compat import uuid7


class Usage(models.Model):
    """Bytes of a visitor's files: the sum of their originals, each file counted by itself.

    Counted here so that one conditional update can reserve; `prune` compares with the true sum.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.OneToOneField(
        "accounts.Visitor", on_delete=models.CASCADE, related_name="storage_usage"
    )
    bytes = models.BigIntegerField(default=0)

    class Meta:
        verbose_name_plural = "usage"

    def __str__(self) -> str:
        return f"{self.owner_id}: {self.bytes}"
