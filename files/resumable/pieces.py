"""The bytes of unfinished uploads in storage: each piece an object of its own.

A piece is written under a name nobody knows yet; the upload's row then names it, or it is dropped
(files/resumable/appending.py). Small neighbours are written as one, so that a client that sends a
few bytes at a time cannot fill the storage with objects.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Protocol

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.http import UnreadablePostError

from files.resumable.checksums import Checksum
from files.resumable.errors import OffsetWrong
from files.resumable.models import Upload

CHUNK = 64 * 1024
IN_MEMORY = 1024 * 1024
"""Bytes of a piece or of a whole upload that are held in memory; the rest is on disk."""

SMALL = 256 * 1024
"""Neighbours that come to no more than this are written as one."""


class Source(Protocol):
    """Where a piece's bytes come from: a request."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Written:
    """A piece in storage: the upload's pieces with it, and the names that are then no more."""

    name: str
    pieces: list[str]
    replaced: list[str]


@contextmanager
def taken_in(
    source: Source, size: int, checksum: Checksum | None
) -> Iterator[tuple[IO[bytes], int]]:
    """Up to `size` bytes of `source` in a temporary file, and how many came.

    Raises ChecksumMismatch. Without a checksum, what came before a cut counts.
    """
    with SpooledTemporaryFile(max_size=IN_MEMORY) as body:
        seen = checksum.begin() if checksum else None
        for data in _read(source, size, is_checked=checksum is not None):
            body.write(data)
            if seen:
                seen.update(data)
        if checksum and seen:
            checksum.check(seen)
        taken = body.tell()
        body.seek(0)
        yield body, taken


def _read(source: Source, size: int, *, is_checked: bool) -> Iterator[bytes]:
    while size > 0:
        try:
            data = source.read(min(CHUNK, size))
        except UnreadablePostError:
            if is_checked:
                raise
            return
        if not data:
            return
        size -= len(data)
        yield data


def write_piece(upload: Upload, body: IO[bytes], size: int) -> Written:
    """Put the next `size` bytes of an upload into storage, joined to its last piece where both
    are small. Raises OffsetWrong where somebody else has just done the same."""
    last = upload.pieces[-1:]
    begun = piece_start(last[0]) if last else upload.offset
    if not last or upload.offset - begun + size > SMALL:
        name = _save(upload, upload.offset, body)
        return Written(name, [*upload.pieces, name], [])
    with SpooledTemporaryFile(max_size=IN_MEMORY) as joined:
        try:
            _copy(last[0], joined)
        except FileNotFoundError as error:
            raise OffsetWrong(current_offset(upload)) from error
        joined.write(body.read(size))
        joined.seek(0)
        name = _save(upload, begun, joined)
    return Written(name, [*upload.pieces[:-1], name], last)


def current_offset(upload: Upload) -> int:
    """How many bytes are safe now, whatever was true when the row was read."""
    found = Upload.objects.filter(pk=upload.pk).values_list("offset", flat=True).first()
    return upload.offset if found is None else found


def piece_start(name: str) -> int:
    """The byte of the upload with which a piece begins."""
    return int(name.rpartition("/")[2].partition("-")[0])


def _save(upload: Upload, start: int, body: IO[bytes]) -> str:
    return default_storage.save(
        f"{upload.folder}/{start}-{secrets.token_hex(8)}", File(body, name="piece")
    )


def drop_pieces(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)


@contextmanager
def assembled(upload: Upload) -> Iterator[IO[bytes]]:
    """All bytes of an upload in a temporary file. Raises FileNotFoundError where a piece is gone,
    and EOFError where one is shorter than it was."""
    with SpooledTemporaryFile(max_size=IN_MEMORY) as whole:
        for name in upload.pieces:
            if whole.tell() != piece_start(name):
                raise EOFError(name)
            _copy(name, whole)
        if whole.tell() != upload.offset:
            raise EOFError(upload.folder)
        whole.seek(0)
        yield whole


def _copy(name: str, target: IO[bytes]) -> None:
    with default_storage.open(name) as stored:
        while data := stored.read(CHUNK):
            target.write(data)
