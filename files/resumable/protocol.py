"""What the headers of tus 1.0.0 (https://tus.io/protocols/resumable-upload) and of plain chunks
(RFC 9110, 14.4) say. Knows no request: takes any mapping of headers."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass

from files.resumable.checksums import ALGORITHMS, Checksum, read_checksum
from files.resumable.errors import (
    HeaderInvalid,
    PieceTypeWrong,
    RangeInvalid,
    VersionUnsupported,
)

VERSION = "1.0.0"
EXTENSIONS = (
    "creation",
    "creation-with-upload",
    "creation-defer-length",
    "termination",
    "checksum",
    "expiration",
)
PIECE_TYPE = "application/offset+octet-stream"
METADATA_LENGTH = 2000
NUMBER = re.compile(r"[0-9]{1,18}")
PAIR = re.compile(r"([!-+\--~]+)(?: +(\S*))?")
"""A key of printable ASCII without space and comma, and a value, which may be missing."""

NO_PAIRS = "Upload-Metadata is pairs of a key and a value in Base64, with commas between."

CONTENT_RANGE = re.compile(r"bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\*)")
ASKING = re.compile(r"bytes \*/([0-9]{1,18}|\*)")

Headers = Mapping[str, str]


def what_is_spoken(max_size: int) -> dict[str, str]:
    """The headers that answer OPTIONS. `max_size` in bytes."""
    return {
        "Tus-Resumable": VERSION,
        "Tus-Version": VERSION,
        "Tus-Extension": ",".join(EXTENSIONS),
        "Tus-Max-Size": str(max_size),
        "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
    }


def check_version(headers: Headers) -> None:
    """Raises VersionUnsupported, for no version, too."""
    if headers.get("Tus-Resumable") != VERSION:
        raise VersionUnsupported


def is_tus(headers: Headers) -> bool:
    """Whether a request to create means the protocol, whichever version it names."""
    names = ("Tus-Resumable", "Upload-Length", "Upload-Defer-Length")
    return any(name in headers for name in names)


@dataclass(frozen=True)
class Creation:
    """What a creation asks for. `length` in bytes, None where it comes later."""

    length: int | None
    name: str
    metadata: str
    checksum: Checksum | None


@dataclass(frozen=True)
class Piece:
    """What a PATCH says of its body. `length` of the whole, where it was left for later."""

    offset: int
    length: int | None
    checksum: Checksum | None


@dataclass(frozen=True)
class Chunk:
    """Bytes `start` up to and with `end` of `total`, None where that is not known yet."""

    start: int
    end: int
    total: int | None

    @property
    def size(self) -> int:
        return self.end - self.start + 1


def read_creation(headers: Headers, *, has_body: bool) -> Creation:
    """Raises HeaderInvalid, ChecksumUnknown, PieceTypeWrong."""
    metadata = headers.get("Upload-Metadata", "")
    known = read_metadata(metadata)
    if has_body:
        _check_type(headers)
    return Creation(
        length=_read_length(headers),
        name=known.get("filename") or known.get("name") or "",
        metadata=metadata,
        checksum=read_checksum(headers.get("Upload-Checksum", "")),
    )


def read_piece(headers: Headers) -> Piece:
    """Raises HeaderInvalid, ChecksumUnknown, PieceTypeWrong."""
    _check_type(headers)
    offset = _read_number(headers, "Upload-Offset")
    if offset is None:
        raise HeaderInvalid("Say with Upload-Offset where this piece begins.", attr="Upload-Offset")
    length = _read_number(headers, "Upload-Length")
    return Piece(offset, length, read_checksum(headers.get("Upload-Checksum", "")))


def _check_type(headers: Headers) -> None:
    kind = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind != PIECE_TYPE:
        raise PieceTypeWrong


def _read_length(headers: Headers) -> int | None:
    length = _read_number(headers, "Upload-Length")
    deferred = headers.get("Upload-Defer-Length")
    if deferred not in {None, "1"}:
        raise HeaderInvalid("Upload-Defer-Length can only be 1.", attr="Upload-Defer-Length")
    if (length is None) == (deferred is None):
        words = "Say with Upload-Length how many bytes will come, or Upload-Defer-Length: 1."
        raise HeaderInvalid(words, attr="Upload-Length")
    return length


def _read_number(headers: Headers, name: str) -> int | None:
    """None where there is no such header."""
    value = headers.get(name)
    if value is None:
        return None
    if not NUMBER.fullmatch(value):
        raise HeaderInvalid(f"{name} is a whole number of bytes.", attr=name)
    return int(value)


def read_metadata(header: str) -> dict[str, str]:
    """The names and values of `Upload-Metadata`; bytes that are no UTF-8 are replaced."""
    if len(header) > METADATA_LENGTH:
        words = f"Upload-Metadata may have {METADATA_LENGTH} characters."
        raise HeaderInvalid(words, attr="Upload-Metadata")
    pairs = [_read_pair(pair) for pair in header.split(",")] if header.strip() else []
    found = dict(pairs)
    if len(found) != len(pairs):
        raise HeaderInvalid("Upload-Metadata names a key twice.", attr="Upload-Metadata")
    return found


def _read_pair(pair: str) -> tuple[str, str]:
    found = PAIR.fullmatch(pair.strip())
    if found is None:
        raise HeaderInvalid(NO_PAIRS, attr="Upload-Metadata")
    try:
        return found[1], base64.b64decode(found[2] or "", validate=True).decode(errors="replace")
    except binascii.Error as error:
        raise HeaderInvalid(NO_PAIRS, attr="Upload-Metadata") from error


def read_range(header: str) -> Chunk | None:
    """What `Content-Range` says; None for `bytes */…`, which asks what is here.

    Raises HeaderInvalid for what is no range of bytes, RangeInvalid for one that cannot be.
    """
    if ASKING.fullmatch(header):
        return None
    found = CONTENT_RANGE.fullmatch(header)
    if found is None:
        words = "Send Content-Range: bytes first-last/total, or bytes */total to ask."
        raise HeaderInvalid(words, attr="Content-Range")
    start, end = int(found[1]), int(found[2])
    total = None if found[3] == "*" else int(found[3])
    if end < start or (total is not None and end >= total):
        raise RangeInvalid
    return Chunk(start, end, total)
