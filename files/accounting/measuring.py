"""What lies in storage, asked of the storage itself, on a disk or in a bucket."""

import hashlib
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from typing import cast

from django.core.files.storage import default_storage

from files.storage import OpenedFile

PICTURES = "pictures"
UPLOADS = "uploads"
OURS = (PICTURES, UPLOADS)
"""What lies elsewhere in the storage is not this room's."""

PART = ".part-"
"""So begin the names of files on a disk that are just being written."""


def bytes_by_name() -> dict[str, int]:
    """The size of everything of ours in storage."""
    found = {name: size_in_storage(name) for root in OURS for name in names_below(root)}
    return {name: size for name, size in found.items() if size is not None}


def names_below(folder: str) -> Iterator[str]:
    """Every file in `folder` and in the folders in it, but for those that are being written."""
    folders, names = listed(folder)
    yield from (f"{folder}/{name}" for name in names if not name.startswith(PART))
    for inner in folders:
        yield from names_below(f"{folder}/{inner}")


def listed(folder: str) -> tuple[list[str], list[str]]:
    """The folders and the files in a folder, sorted; none where it is not there."""
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []
    return sorted(folders), sorted(names)


def folder_size(folder: str) -> int:
    """In bytes, of all that lies in it."""
    return sum(size_in_storage(name) or 0 for name in names_below(folder))


def size_in_storage(name: str) -> int | None:
    """In bytes; None where there is nothing under this name."""
    try:
        return int(default_storage.size(name))
    except FileNotFoundError:
        return None


def is_older(name: str, moment: datetime) -> bool:
    """Whether it was there before `moment`, and still is."""
    try:
        return bool(default_storage.get_modified_time(name) < moment)
    except FileNotFoundError:
        return False


def weigh(name: str) -> tuple[int, str]:
    """Bytes and sha256 of what is stored, read piece by piece. Raises FileNotFoundError."""
    size, digest = 0, hashlib.sha256()
    with closing(cast(OpenedFile, default_storage.open(name))) as stored:
        # Not `chunks`: from a bucket that would bring all of it at once.
        for chunk in stored.part(0, stored.size - 1) if stored.size else ():
            size += len(chunk)
            digest.update(chunk)
    return size, digest.hexdigest()
