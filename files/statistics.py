"""Figures about storage for operators and the admin's dashboard."""

from django.db.models import Count, Sum
from django.db.models.functions import Coalesce

from files.models import Blob, StoredFile


def stored_files() -> dict[str, int]:
    """`files` that people own, the `blobs` they share, and the `bytes` of those.

    Bytes are those of the originals: variants are made on demand and can be made again.
    """
    blobs = Blob.objects.aggregate(blobs=Count("pk"), bytes=Coalesce(Sum("size"), 0))
    return {"files": StoredFile.objects.count(), **blobs}
