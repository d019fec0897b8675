"""Counts what each visitor's files take up, and holds uploads to a limit.

Each step is one conditional UPDATE, so any number of uploads at once cannot go over the limit. A
crash between a count and its file leaves the count too high, which `mend_usage` finds.
"""

from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Sum
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from accounts.models import ANONYMOUS, Visitor
from files.accounting.models import Usage
from files.errors import StorageLimit
from files.models import StoredFile


def storage_limit(visitor: Visitor | None) -> int:
    """In bytes, by the visitor's plan (`STORAGE_LIMITS`); 0 is no limit."""
    return int(settings.STORAGE_LIMITS[visitor.plan if visitor else ANONYMOUS])


def used_by(visitor: Visitor) -> int:
    """Bytes of all the visitor's files, those in the trash, too."""
    row = Usage.objects.filter(pk=visitor.pk).values_list("bytes", flat=True).first()
    return true_usage(visitor.pk) if row is None else max(0, row)


def true_usage(visitor_id: UUID) -> int:
    """The sum that `Usage` has to be."""
    own = StoredFile.objects.filter(owner=visitor_id)
    return int(own.aggregate(sum=Sum("blob__size"))["sum"] or 0)


def check_room(visitor: Visitor, size: int) -> None:
    """Raises StorageLimit where `size` bytes more are past the visitor's limit. Nothing is set
    aside: `charge` has the last word."""
    limit = storage_limit(visitor)
    if limit and used_by(visitor) + size > limit:
        raise StorageLimit(_explain(limit))


def charge(visitor: Visitor, size: int, *, is_owed: bool = False) -> None:
    """Count `size` bytes more. Raises StorageLimit where that is past the limit, unless the
    visitor `is_owed` the file: what was worked for is kept; IntegrityError for a visitor who is
    gone."""
    open_usage(visitor.pk)
    limit = storage_limit(visitor)
    row = Usage.objects.filter(pk=visitor.pk)
    if limit and not is_owed:
        row = row.filter(bytes__lte=limit - size)
    if row.update(bytes=F("bytes") + size, changed_at=timezone.now()):
        return
    if not Usage.objects.filter(pk=visitor.pk).exists():
        raise IntegrityError(f"Visitor {visitor.pk} is gone")
    raise StorageLimit(_explain(limit))


def credit(visitor_id: UUID, size: int) -> None:
    """Count `size` bytes less."""
    row = Usage.objects.filter(pk=visitor_id)
    row.update(bytes=F("bytes") - size, changed_at=timezone.now())


def open_usage(visitor_id: UUID) -> None:
    """Begin to count with the true sum, where nothing is counted yet. Call it before a file comes
    or goes, never after. Raises IntegrityError for a visitor who is gone."""
    row = Usage.objects.filter(pk=visitor_id)
    if row.exists():
        return
    fresh = Usage(pk=visitor_id, owner_id=visitor_id, bytes=true_usage(visitor_id))
    try:
        with transaction.atomic():
            fresh.save(force_insert=True)
    except IntegrityError:
        # Somebody else opened it in this very moment: no file comes before its count is open, so
        # that count is right. Or else the visitor is gone.
        if not row.exists():
            raise


def _explain(limit: int) -> str:
    return (
        f"Your storage of {filesizeformat(limit)} is full. Delete some pictures, or empty the "
        "trash, and try again."
    )
