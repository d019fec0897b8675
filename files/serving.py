"""Answers with a stored picture's bytes: ranges, validators, caching, and nothing executable.

After RFC 9110 (ranges, conditional requests) and RFC 9111 (caching).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.http import (
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    JsonResponse,
    StreamingHttpResponse,
)
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header, parse_etags, quote_etag
from rest_framework.request import Request

from files.errors import FileNotFound
from files.models import StoredFile
from files.variants.making import FILE_GONE, Variant, variant_name
from nanobanana.http.errors import error_body

CHUNK = 256 * 1024
YEAR = 365 * 24 * 3600
RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.IGNORECASE | re.ASCII)


def serve_file(
    request: Request, file: StoredFile, variant: Variant, *, public: bool, download: bool
) -> HttpResponseBase:
    """Answer GET or HEAD for a file. Raises FileNotFound where its bytes are gone."""
    etag = quote_etag(f"{file.blob.sha256[:32]}-{variant.width or 'full'}-{variant.format or '-'}")
    if _matches(request.headers.get("If-None-Match", ""), etag):
        response: HttpResponseBase = HttpResponseNotModified()
    else:
        name, content_type = variant_name(file.blob, variant)
        response = _body(request, name, etag)
        if response.status_code == UNSATISFIABLE:
            return response
        shown_as = content_disposition_header(download, download_name(file.name, content_type))
        response["Content-Type"] = content_type
        response["Content-Disposition"] = shown_as or "inline"
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    _set_caching(response, public=public)
    return response


def _set_caching(response: HttpResponseBase, *, public: bool) -> None:
    """The bytes behind an id never change, but a private picture is for its owner's cache only."""
    scope = f"public, max-age={YEAR}" if public else "private, max-age=3600"
    response["Cache-Control"] = f"{scope}, immutable"
    # What everybody may see, other sites may show (oEmbed); the rest they may not even load.
    response["Cross-Origin-Resource-Policy"] = "cross-origin" if public else "same-origin"
    if not public:
        patch_vary_headers(response, ["Cookie", "Authorization", "X-Session-ID"])


def _matches(header: str, etag: str) -> bool:
    tags = parse_etags(header)
    return "*" in tags or etag in {tag.removeprefix("W/") for tag in tags}


def _body(request: Request, name: str, etag: str) -> HttpResponseBase:
    try:
        stored = default_storage.open(name)
    except FileNotFoundError as error:
        raise FileNotFound(FILE_GONE) from error
    size = stored.size
    wanted = None
    # RFC 9110 knows ranges of GET only, and a stale If-Range asks for the whole.
    if request.method == "GET" and request.headers.get("If-Range", etag) == etag:
        wanted = read_range(request.headers.get("Range", ""), size)
    if wanted == ():
        stored.close()
        return _unsatisfiable(size)
    first, last = wanted or (0, size - 1)
    status = 206 if wanted else 200
    if request.method == "HEAD":
        stored.close()
        response: HttpResponseBase = HttpResponse(status=status)
    else:
        response = StreamingHttpResponse(Slice(stored, first, last), status=status)
    response["Content-Length"] = str(last - first + 1)
    if wanted:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


UNSATISFIABLE = 416


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

    stored: File  # type: ignore[type-arg]
    first: int
    last: int

    def __iter__(self) -> Iterator[bytes]:
        self.stored.seek(self.first)
        left = self.last - self.first + 1
        while left > 0 and (chunk := self.stored.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk

    def close(self) -> None:
        self.stored.close()


def download_name(name: str, content_type: str) -> str:
    """The file's name with the ending of what is really sent."""
    stem = name.rsplit(".", 1)[0] if "." in name else name
    return f"{stem}.{content_type.removeprefix('image/').replace('jpeg', 'jpg')}"
