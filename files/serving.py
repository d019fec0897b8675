"""Answers with a stored picture's bytes: ranges, validators, caching, and nothing executable.

After RFC 9110 (ranges, conditional requests) and RFC 9111 (caching).
"""

import re
from collections.abc import Iterator

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header, parse_etags, quote_etag
from rest_framework.request import Request

from files.errors import FileNotFound
from files.models import StoredFile
from files.variants import Variant, variant_name

CHUNK = 256 * 1024
YEAR = 365 * 24 * 3600
RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def serve_file(
    request: Request, file: StoredFile, variant: Variant, *, public: bool, download: bool
) -> HttpResponseBase:
    """Answer GET or HEAD for a file. Raises FileNotFound where its bytes are gone."""
    etag = quote_etag(f"{file.blob.sha256[:32]}-{variant.width or 'full'}-{variant.format or '-'}")
    if _matches(request.headers.get("If-None-Match", ""), etag):
        response: HttpResponseBase = HttpResponse(status=304)
    else:
        name, content_type = variant_name(file.blob, variant)
        response = _body(request, name, etag)
        if response.status_code < 400:
            response["Content-Type"] = content_type
            response["Content-Disposition"] = (
                content_disposition_header(download, download_name(file.name, content_type))
                or "inline"
            )
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    # The bytes behind an id never change, but a private picture is for its owner's cache only.
    scope = "public" if public else "private"
    response["Cache-Control"] = f"{scope}, max-age={YEAR if public else 3600}, immutable"
    if not public:
        patch_vary_headers(response, ["Cookie", "Authorization", "X-Session-ID"])
    return response


def _matches(header: str, etag: str) -> bool:
    tags = parse_etags(header)
    return "*" in tags or etag in {tag.removeprefix("W/") for tag in tags}


def _body(request: Request, name: str, etag: str) -> HttpResponseBase:
    try:
        size = default_storage.size(name)
    except FileNotFoundError as error:
        raise FileNotFound("The bytes of this file are gone from the storage.") from error
    wanted = None
    if request.headers.get("If-Range", etag) == etag:
        wanted = read_range(request.headers.get("Range", ""), size)
    if wanted == ():
        response: HttpResponseBase = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
        return response
    first, last = wanted or (0, size - 1)
    if request.method == "HEAD":
        response = HttpResponse(status=206 if wanted else 200)
    else:
        stored = default_storage.open(name)
        response = StreamingHttpResponse(
            _chunks(stored, first, last), status=206 if wanted else 200
        )
    response["Content-Length"] = str(last - first + 1)
    if wanted:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def read_range(header: str, size: int) -> tuple[int, int] | tuple[()] | None:
    """The inclusive byte range asked for: None for the whole, () for one that cannot be met.

    Several ranges at once are answered with the whole, as RFC 9110 allows.
    """
    match = RANGE.fullmatch(header.strip())
    if not match or match.groups() == ("", ""):
        return None
    start, end = match.groups()
    if start == "":
        first, last = max(0, size - int(end)), size - 1
        return (first, last) if int(end) else ()
    first, last = int(start), min(int(end) if end else size - 1, size - 1)
    if end and int(end) < int(start):
        return None
    return (first, last) if first < size else ()


def _chunks(stored: File, first: int, last: int) -> Iterator[bytes]:  # type: ignore[type-arg]
    with stored:
        stored.seek(first)
        left = last - first + 1
        while left > 0 and (chunk := stored.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


def download_name(name: str, content_type: str) -> str:
    """The file's name with the ending of what is really sent."""
    stem = name.rsplit(".", 1)[0] if "." in name else name
    return f"{stem}.{content_type.removeprefix('image/').replace('jpeg', 'jpg')}"
