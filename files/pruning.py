"""Removes files that nothing uses and bytes that no row names.

Each function returns how many go; with `dry_run` nothing does.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from files.claims import files_in_use, release_unused
from files.models import Blob, StoredFile
from files.storing import delete_blob, delete_folder

FRESH = timedelta(hours=24)
"""An upload may wait this long for the request that uses it."""

BATCH = 500
ROOT = "pictures"


def prune_files(*, dry_run: bool) -> int:
    """Remove files older than a day that no room uses."""
    pruned = 0
    for batch in _batches():
        used = files_in_use(file.pk for file in batch)
        unused = [file for file in batch if file.pk not in used]
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
    strays = list(_stray_folders())
    if not dry_run:
        for folder in strays:
            delete_folder(folder)
    return len(strays)


def _stray_folders() -> Iterator[str]:
    for shelf in _folders(ROOT):
        shelved = set(_folders(shelf))
        known = set(Blob.objects.filter(folder__in=shelved).values_list("folder", flat=True))
        yield from (folder for folder in sorted(shelved - known) if _is_old(folder))


def _folders(path: str) -> list[str]:
    try:
        folders, _ = default_storage.listdir(path)
    except FileNotFoundError:
        return []
    return [f"{path}/{name}" for name in folders]


def _is_old(folder: str) -> bool:
    _, names = default_storage.listdir(folder)
    # An empty one may have been made in this moment, for bytes that are on their way.
    dated = [f"{folder}/{name}" for name in names] or [folder]
    youngest = timezone.now() - FRESH
    return all(default_storage.get_modified_time(path) < youngest for path in dated)
