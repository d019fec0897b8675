"""Puts right counters that a crash, or a cascade, left wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, F, Sum
from django.utils import timezone

from files.accounting.models import Usage
from files.models import Blob, StoredFile

QUIET = timedelta(minutes=10)
"""A count that moved more recently may be in the middle of an upload."""


@dataclass(frozen=True)
class Miscount:
    """A counter that says `said` where it should say `due`."""

    key: UUID
    said: int
    due: int


def mend_usage(*, dry_run: bool) -> int:
    """Set what visitors are said to take up to what they do; returns how many were wrong."""
    wrong = list(wrong_usage())
    return len(wrong) if dry_run else sum(mend_one_usage(miscount) for miscount in wrong)


def wrong_usage() -> Iterator[Miscount]:
    """Visitors whose count is wrong, and at rest."""
    sums = StoredFile.objects.order_by().values_list("owner").annotate(sum=Sum("blob__size"))
    due = dict(sums)
    quiet = Usage.objects.filter(changed_at__lt=timezone.now() - QUIET)
    for owner_id, said in list(quiet.values_list("pk", "bytes")):
        if said != due.get(owner_id, 0):
            yield Miscount(owner_id, said, due.get(owner_id, 0))


def mend_one_usage(miscount: Miscount) -> bool:
    """Whether it was still as wrong, and at rest."""
    row = Usage.objects.filter(
        pk=miscount.key, bytes=miscount.said, changed_at__lt=timezone.now() - QUIET
    )
    return bool(row.update(bytes=miscount.due))


def mend_refs(*, dry_run: bool) -> int:
    """Set how many files show stored pictures to how many do; returns how many were wrong.
    Pictures that none shows are `prune_blobs`' affair, which asks for their age."""
    wrong = [miscount for miscount in wrong_refs() if miscount.due]
    return len(wrong) if dry_run else sum(mend_one_refs(miscount) for miscount in wrong)


def wrong_refs() -> Iterator[Miscount]:
    """Stored pictures with another count of files than they have."""
    counted = Blob.objects.annotate(shown=Count("files")).exclude(refs=F("shown"))
    for key, refs, shown in list(counted.values_list("pk", "refs", "shown")):
        yield Miscount(key, refs, shown)


def mend_one_refs(miscount: Miscount) -> bool:
    """Whether it was still as wrong. The count and the files are looked at in one statement, for
    a file that comes meanwhile must not find its bytes counted down."""
    same = Blob.objects.annotate(shown=Count("files"))
    still = same.filter(pk=miscount.key, refs=miscount.said, shown=miscount.due)
    return bool(
        Blob.objects.filter(pk__in=still.values("pk"), refs=miscount.said).update(refs=miscount.due)
    )
