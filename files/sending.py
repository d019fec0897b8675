"""Three ways for a stored picture's bytes to reach a client.

Streamed by us; by the web server in front (`SENDFILE`); or by the remote storage itself, to which
the client is sent with a signed address (`STORAGE_REDIRECT`). After RFC 9110, ranges.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import (
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from rest_framework.request import Request

from files.errors import FileNotFound
from files.storage import OpenedFile
from files.variants.claiming import FILE_GONE
from nanobanana.http.errors import error_body

RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.IGNORECASE | re.ASCII)
UNSATISFIABLE = 416

SIGNED_SECONDS = 15 * 60
REDIRECT_SECONDS = 10 * 60
"""A browser may keep the redirect for so long: whoever it takes there still has five minutes."""


def is_sent_by_storage(method: str) -> bool:
    """HEAD is answered here: an address is signed for one method, and HEAD moves no bytes."""
    return bool(settings.STORAGE_REDIRECT) and method == "GET"


def redirected(name: str, *, content_type: str, shown_as: str) -> HttpResponse:
    """302 to the storage, which is told to answer with our headers. Whether the bytes are there
    it says itself."""
    headers = {
        "ResponseContentType": content_type,
        "ResponseContentDisposition": shown_as,
        "ResponseCacheControl": "private, max-age=3600, immutable",
    }
    signed = default_storage.signed_url(  # type: ignore[attr-defined]  # files.s3
        name, seconds=SIGNED_SECONDS, headers=headers
    )
    response = HttpResponseRedirect(signed)
    response["Cache-Control"] = f"private, max-age={REDIRECT_SECONDS}"
    return response


def handed_over(name: str) -> HttpResponse:
    """The header that has nginx, Apache or lighttpd send the file from the disk, ranges and all.

    Raises FileNotFound.
    """
    if not default_storage.exists(name):
        raise FileNotFound(FILE_GONE)
    if settings.SENDFILE == "x-sendfile":
        return HttpResponse(headers={"X-Sendfile": default_storage.path(name)})
    inside = settings.SENDFILE.removeprefix("nginx:")
    return HttpResponse(headers={"X-Accel-Redirect": quote(f"{inside}{name}")})


def streamed(request: Request, name: str, etag: str) -> HttpResponseBase:
    """200, 206 or 416, with the bytes unless it is HEAD. Raises FileNotFound."""
    try:
        stored = cast(OpenedFile, default_storage.open(name))
    except FileNotFoundError as error:
        raise FileNotFound(FILE_GONE) from error
    wanted = _wanted(request, stored.size, etag)
    if wanted == ():
        stored.close()
        return _unsatisfiable(stored.size)
    first, last = wanted or (0, stored.size - 1)
    status = 206 if wanted else 200
    if request.method == "HEAD":
        stored.close()
        response: HttpResponseBase = HttpResponse(status=status)
    else:
        response = StreamingHttpResponse(Slice(stored, first, last), status=status)
    response["Content-Length"] = str(last - first + 1)
    response["Accept-Ranges"] = "bytes"
    if wanted:
        response["Content-Range"] = f"bytes {first}-{last}/{stored.size}"
    return response


def _wanted(request: Request, size: int, etag: str) -> tuple[int, int] | tuple[()] | None:
    # RFC 9110 knows ranges of GET only, and a stale If-Range asks for the whole.
    if request.method != "GET" or request.headers.get("If-Range", etag) != etag:
        return None
    return read_range(request.headers.get("Range", ""), size)


def _unsatisfiable(size: int) -> HttpResponse:
    body = error_body(UNSATISFIABLE, "range_not_satisfiable", "This file has no such bytes.")
    headers = {"Content-Range": f"bytes */{size}", "Cache-Control": "no-store"}
    return JsonResponse(body, status=UNSATISFIABLE, headers=headers)


def read_range(header: str, size: int) -> tuple[int, int] | tuple[()] | None:
    """The inclusive byte range asked for: None for the whole, () for one that cannot be met.

    Several ranges at once are answered with the whole, as RFC 9110 allows.
    """
    match = RANGE.fullmatch(header.strip())
    if not match or match.groups() == ("", ""):
        return None
    start, end = match.groups()
    if start == "":
        return (max(0, size - int(end)), size - 1) if int(end) else ()
    if end and int(end) < int(start):
        return None
    first, last = int(start), min(int(end) if end else size - 1, size - 1)
    return (first, last) if first < size else ()


@dataclass
class Slice:
    """Bytes `first` to `last` of an open file; closes it when the answer is closed."""

    stored: OpenedFile
    first: int
    last: int

    def __post_init__(self) -> None:
        self._part = self.stored.part(self.first, self.last)

    def __iter__(self) -> Iterator[bytes]:
        return self._part

    def close(self) -> None:
        self._part.close()
        self.stored.close()
