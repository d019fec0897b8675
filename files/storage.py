"""Files on the local disk that are there whole or not at all, even after the power went."""

import os
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Protocol

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

CHUNK = 256 * 1024


class OpenedFile(Protocol):
    """What both our storages open for reading, besides being Django's File."""

    size: int

    def part(self, first: int, last: int) -> Generator[bytes]:
        """The bytes `first` to `last`, both included, in chunks; reads no others."""

    def close(self) -> None: ...


class DiskFile(File):  # type: ignore[type-arg]
    """A file on the local disk."""

    def part(self, first: int, last: int) -> Generator[bytes]:
        self.seek(first)
        left = last - first + 1
        while left > 0 and (chunk := self.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


class WholeFileStorage(FileSystemStorage):
    """A name appears only once all its bytes are on the disk; saving again replaces them.

    So nobody is sent half of a copy that another request is just making, and a full disk leaves
    nothing under the name.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def _open(self, name: str, mode: str = "rb") -> File:  # type: ignore[type-arg]
        return DiskFile(Path(self.path(name)).open(mode))

    def _save(self, name: str, content: File) -> str:  # type: ignore[type-arg]
        target = Path(self.path(name))
        new_folders = _make_folder(target.parent)
        handle, part = tempfile.mkstemp(prefix=".part-", dir=target.parent)
        try:
            _write(handle, content)
            if self.file_permissions_mode is not None:
                Path(part).chmod(self.file_permissions_mode)
            Path(part).replace(target)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise
        # The names, too, have to be on the disk before a row in the database says they are.
        for folder in (target.parent, *(new.parent for new in new_folders)):
            _sync_folder(folder)
        return name


def _make_folder(folder: Path) -> list[Path]:
    """Make `folder` and what it lies in; returns those that were not there."""
    missing = [each for each in (folder, *folder.parents) if not each.is_dir()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def _write(handle: int, content: File) -> None:  # type: ignore[type-arg]
    with os.fdopen(handle, "wb") as written:
        for chunk in content.chunks():
            written.write(chunk)
        written.flush()
        os.fsync(written.fileno())


def _sync_folder(folder: Path) -> None:
    """Have the disk keep the names in `folder`. Raises OSError where that fails."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
