"""Counters that say something else than the rows do."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from django.utils import timezone

from files.accounting import repairing
from files.accounting.faults import Fault, Kind
from files.accounting.mending import (
    Miscount,
    mend_one_refs,
    mend_one_usage,
    wrong_refs,
    wrong_usage,
)
from files.models import Blob

AGE = timedelta(hours=1)
"""The row of a younger picture may be waiting for its file's."""


def wrong_counts() -> Iterator[Fault]:
    for miscount in wrong_refs():
        if miscount.due:
            yield _fault(Kind.REFS, miscount, partial(mend_one_refs, miscount))
    unshown = Blob.objects.filter(files=None, created_at__lt=timezone.now() - AGE)
    for blob in unshown.iterator():
        remove = partial(repairing.remove_unshown, blob)
        yield Fault(Kind.UNSHOWN, blob.original, "no file shows it", remove)
    for miscount in wrong_usage():
        yield _fault(Kind.USAGE, miscount, partial(mend_one_usage, miscount))


def _fault(kind: Kind, miscount: Miscount, mend: partial[bool]) -> Fault:
    return Fault(kind, str(miscount.key), f"says {miscount.said}, is {miscount.due}", mend)
