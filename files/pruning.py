"""Removes files that nothing uses and bytes that no row names.

Each function returns how many go; with `dry_run` nothing does, and the ledger is told what would.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from files.accounting.ledger import foretell_files, foretell_folders
from files.accounting.measuring import PICTURES, is_older, listed
from files.claims import files_in_use, release_unused
from files.models import Blob, StoredFile
from files.storing import delete_blob, delete_folder

FRESH = timedelta(hours=24)
"""An upload may wait this long for the request that uses it."""

BATCH = 500


def prune_files(*, dry_run: bool) -> int:
    """Remove files older than a day that no room uses."""
    pruned = 0
    for batch in _batches():
        used = files_in_use(file.pk for file in batch)
        unused = [file for file in batch if file.pk not in used]
        if dry_run:
            foretell_files(file.pk for file in unused)
        pruned += len(unused) if dry_run else release_unused(unused)
    return pruned


def _batches() -> Iterator[list[StoredFile]]:
    old = StoredFile.objects.filter(created_at__lt=timezone.now() - FRESH).order_by("pk")
    batch = list(old[:BATCH])
    while batch:
        yield batch
        batch = list(old.filter(pk__gt=batch[-1].pk)[:BATCH])


def prune_blobs(*, dry_run: bool) -> int:
    """Remove bytes nobody refers to: counted down to none, or left by a cascade or a crash."""
    old = Blob.objects.filter(created_at__lt=timezone.now() - FRESH)
    unused = Blob.objects.filter(refs=0) | old.filter(files=None)
    if dry_run:
        foretell_folders(unused.values_list("folder", flat=True))
        return unused.count()
    pruned = 0
    for blob in list(unused):
        # Whoever shares these bytes meanwhile counts up, and then they stay.
        if Blob.objects.filter(pk=blob.pk, refs=blob.refs).update(refs=0):
            delete_blob(blob)
            pruned += 1
    return pruned


def prune_folders(*, dry_run: bool) -> int:
    """Remove folders older than a day that no blob names."""
    strays = list(stray_folders())
    if dry_run:
        foretell_folders(strays)
        return len(strays)
    for folder in strays:
        delete_folder(folder)
    return len(strays)


def stray_folders(age: timedelta = FRESH) -> Iterator[str]:
    """Folders that no blob names, and that are older than `age`."""
    for shelf in _folders(PICTURES):
        shelved = set(_folders(shelf))
        known = set(Blob.objects.filter(folder__in=shelved).values_list("folder", flat=True))
        oldest = timezone.now() - age
        yield from (folder for folder in sorted(shelved - known) if is_old_folder(folder, oldest))


def _folders(path: str) -> list[str]:
    return [f"{path}/{name}" for name in listed(path)[0]]


def is_old_folder(folder: str, moment: datetime) -> bool:
    _, names = listed(folder)
    # An empty one may have been made in this moment, for bytes that are on their way.
    dated = [f"{folder}/{name}" for name in names] or [folder]
    return all(is_older(path, moment) for path in dated)
