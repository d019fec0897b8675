"""Removes files that nothing uses and bytes that no row names."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from django.core.files.storage import default_storage
from django.utils import timezone

from files.claims import files_in_use
from files.models import Blob, StoredFile
from files.storing import delete_blob, delete_folder, release_file

FRESH = timedelta(hours=24)
"""An upload may wait this long for the request that uses it."""

BATCH = 500
ROOT = "pictures"


def prune_files(*, dry_run: bool) -> int:
    """Remove files older than a day that no room uses; returns how many."""
    old = StoredFile.objects.filter(created_at__lt=timezone.now() - FRESH).order_by("id").iterator()
    pruned = 0
    while batch := list(islice(old, BATCH)):
        used = files_in_use(file.pk for file in batch)
        for file in batch:
            if file.pk not in used:
                pruned += 1
                if not dry_run:
                    release_file(file)
    return pruned


def prune_blobs(*, dry_run: bool) -> int:
    """Remove bytes nobody refers to: counted down to none, or written without a row."""
    dead = list(Blob.objects.unused())
    strays = list(_stray_folders())
    if not dry_run:
        for blob in dead:
            delete_blob(blob)
        for folder in strays:
            delete_folder(folder)
    return len(dead) + len(strays)


def _stray_folders() -> Iterator[str]:
    """Folders in storage that no blob names, older than a day."""
    for shelf in _folders(ROOT):
        shelved = {f"{shelf}/{name.rsplit('/', 1)[1]}" for name in _folders(shelf)}
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
    newest = max(
        (default_storage.get_modified_time(f"{folder}/{name}") for name in names),
        default=timezone.now() - 2 * FRESH,
    )
    return newest < timezone.now() - FRESH
