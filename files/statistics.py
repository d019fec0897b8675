"""Figures about storage for operators and the admin's dashboard."""

from datetime import date, timedelta
from itertools import accumulate

from django.db.models import Count, Sum
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from accounts.statistics import midnight
from files.models import Blob, StoredFile


def stored_files() -> dict[str, int]:
    """`files` that people own, the `blobs` they share, and the `bytes` of those.

    Bytes are those of the originals: variants are made on demand and can be made again.
    """
    blobs = Blob.objects.aggregate(blobs=Count("pk"), bytes=Coalesce(Sum("size"), 0))
    return {"files": StoredFile.objects.count(), **blobs}


def bytes_by_day(days: int = 14) -> dict[date, int]:
    """How many of the bytes kept today were there at the end of each of the last `days` days.

    Oldest first, in UTC. What was removed meanwhile is not in it. Two queries.
    """
    first = timezone.now().date() - timedelta(days=days - 1)
    older = Blob.objects.filter(created_at__lt=midnight(first)).aggregate(bytes=Sum("size"))
    added = dict(
        Blob.objects.filter(created_at__gte=midnight(first))
        .annotate(day=TruncDate("created_at"))
        .order_by()
        .values_list("day")
        .annotate(bytes=Sum("size"))
    )
    span = [first + timedelta(days=offset) for offset in range(days)]
    sums = accumulate((added.get(day, 0) for day in span), initial=older["bytes"] or 0)
    return dict(zip(span, list(sums)[1:], strict=True))
