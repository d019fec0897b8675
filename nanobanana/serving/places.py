"""Where in an upload the body of a request belongs, and how its bits say so."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from files.errors import FilesError
from files.resumable.protocol import NUMBER, Chunk, read_range
from nanobanana.http.limits import PIECES, body_limit
from nanobanana.serving.bodies import is_chunked, is_measured


@dataclass(frozen=True)
class Place:
    """Where in the upload a body belongs, and how many bytes it was said to have, if it was."""

    announced: int | None
    header: Callable[[int], dict[bytes, str]]
    """The header that says so for a bit which begins after so many bytes of the body."""


def place_of(scope: Any) -> Place | None:
    """Where the body of a request belongs. None for what is handed over whole: what is no piece,
    makes no sense, or has a checksum, which counts for all of it or none."""
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    if not scope["path"].startswith(f"{PIECES}/") or b"upload-checksum" in headers:
        return None
    announced = _announced(scope)
    if announced is None and not is_chunked(scope):
        return None
    method = scope["method"]
    if method == "POST":
        method = headers.get(b"x-http-method-override", "").upper()
    if method == "PATCH":
        return _offset_place(headers.get(b"upload-offset", ""), announced)
    return _range_place(headers.get(b"content-range", ""), announced) if method == "PUT" else None


def _announced(scope: Any) -> int | None:
    """The body's length; None where it is not known, is nothing, or is too much anyway."""
    if not is_measured(scope):
        return None
    length = int(dict(scope["headers"]).get(b"content-length", b"0"))
    return length if 0 < length <= body_limit(scope["path"], "") else None


def _offset_place(offset: str, announced: int | None) -> Place | None:
    if not NUMBER.fullmatch(offset):
        return None
    begin = int(offset)
    return Place(announced, lambda sent: {b"upload-offset": str(begin + sent)})


def _range_place(given: str, announced: int | None) -> Place | None:
    try:
        chunk = read_range(given)
    except FilesError:
        # Django says so.
        return None
    if chunk is None or announced not in {None, chunk.size}:
        return None
    return Place(chunk.size, lambda sent: {b"content-range": _range(chunk, sent)})


def _range(chunk: Chunk, sent: int) -> str:
    total = "*" if chunk.total is None else chunk.total
    return f"bytes {chunk.start + sent}-{chunk.end}/{total}"
