"""Removes uploads that nobody went on with."""

from collections.abc import Iterator
from datetime import timedelta

from django.core.files.storage import default_storage
from django.db.models import Sum
from django.utils import timezone

from files.accounting.ledger import foretell_folders
from files.resumable.models import Upload, expiry
from files.storing import delete_folder

ROOT = "uploads"
AT_ONCE = 5
"""How many a request that begins an upload sweeps along the way."""

BATCH = 500
FRESH = timedelta(hours=24)
"""A folder's row may be about to be written, or just gone: younger ones are left alone."""

EXPIRED = "This upload waited too long for its next byte. Begin a new one."


def sweep_uploads(*, dry_run: bool) -> int:
    """Remove the bytes of expired uploads, and folders that no upload under way names; how many.

    An expired upload's row stays for as long again, so that who asks is told 410; then it goes,
    too, as those of finished uploads do.
    """
    abandoned, strays = Upload.objects.expired().unfinished().unclaimed(), list(_stray_folders())
    if dry_run:
        foretell_folders([*(upload.folder for upload in abandoned), *strays])
        return abandoned.count() + len(strays)
    swept = 0
    while batch := list(abandoned[:BATCH]):
        swept += sum(_abandon(upload) for upload in batch)
    for folder in strays:
        delete_folder(folder)
    Upload.objects.expired().ended().delete()
    return swept + len(strays)


def bytes_to_sweep() -> int:
    """Bytes of the uploads that a sweep would remove; those in stray folders are not counted."""
    abandoned = Upload.objects.expired().unfinished().unclaimed()
    return abandoned.aggregate(bytes=Sum("offset"))["bytes"] or 0


def sweep_some() -> None:
    """Remove a few expired uploads, so that they go even where nobody runs `prune`."""
    for upload in Upload.objects.expired().unfinished().unclaimed()[:AT_ONCE]:
        _abandon(upload)


def _abandon(upload: Upload) -> bool:
    """Whether it was still there to be swept: a piece may have come in this moment."""
    ended = (
        Upload.objects.filter(pk=upload.pk)
        .expired()
        .unfinished()
        .unclaimed()
        .update(state=Upload.State.REFUSED, error_detail=EXPIRED, pieces=[], expires_at=expiry())
    )
    if ended:
        delete_folder(upload.folder)
    return bool(ended)


def _stray_folders() -> Iterator[str]:
    """Folders older than a day that no upload under way names."""
    try:
        names, _ = default_storage.listdir(ROOT)
    except FileNotFoundError:
        return
    under_way = {str(pk) for pk in Upload.objects.unfinished().values_list("pk", flat=True)}
    yield from (f"{ROOT}/{name}" for name in sorted(set(names) - under_way) if _is_old(name))


def _is_old(name: str) -> bool:
    folder = f"{ROOT}/{name}"
    _, names = default_storage.listdir(folder)
    dated = [f"{folder}/{piece}" for piece in names] or [folder]
    return all(default_storage.get_modified_time(path) < timezone.now() - FRESH for path in dated)
