"""Answers with a stored picture: validators, caching, a name to save it under, nothing executable.

After RFC 9110 (conditional requests) and RFC 9111 (caching).
"""

from django.conf import settings
from django.http import HttpResponseBase, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header, parse_etags, quote_etag
from rest_framework.request import Request

from files.errors import FileNotFound
from files.models import StoredFile
from files.sending import UNSATISFIABLE, handed_over, is_sent_by_storage, redirected, streamed
from files.variants.choosing import Variant, negotiated
from files.variants.making import make_again, variant_name

YEAR = 365 * 24 * 3600


def serve_file(
    request: Request, file: StoredFile, variant: Variant, *, public: bool, download: bool
) -> HttpResponseBase:
    """Answer GET or HEAD for a file. Raises FileNotFound where its bytes are gone.

    Where no format is asked for, a smaller copy comes in one that the client accepts.
    """
    wanted = negotiated(variant, file.blob, request.headers.get("Accept", ""))
    try:
        response = _answer(request, file, wanted, public=public, download=download)
    except FileNotFound:
        # Somebody may have emptied the folders of copies; the original is enough.
        make_again(file.blob, wanted)
        response = _answer(request, file, wanted, public=public, download=download)
    if variant.is_negotiable:
        patch_vary_headers(response, ["Accept"])
    return response


def _answer(
    request: Request, file: StoredFile, variant: Variant, *, public: bool, download: bool
) -> HttpResponseBase:
    etag = quote_etag(f"{file.blob.sha256[:32]}-{variant.width or 'full'}-{variant.format or '-'}")
    if _matches(request.headers.get("If-None-Match", ""), etag):
        response: HttpResponseBase = HttpResponseNotModified()
        return _described(response, etag, public=public)
    name, content_type = variant_name(file.blob, variant)
    filename = download_name(file.name, content_type)
    shown_as = content_disposition_header(download, filename) or "inline"
    if is_sent_by_storage(request.method or ""):
        response = redirected(name, content_type=content_type, shown_as=shown_as)
        return _shared(response, public=public)
    response = handed_over(name) if settings.SENDFILE else streamed(request, name, etag)
    if response.status_code == UNSATISFIABLE:
        return response
    response["Content-Type"] = content_type
    response["Content-Disposition"] = shown_as
    return _described(response, etag, public=public)


def _matches(header: str, etag: str) -> bool:
    tags = parse_etags(header)
    return "*" in tags or etag in {tag.removeprefix("W/") for tag in tags}


def _described(response: HttpResponseBase, etag: str, *, public: bool) -> HttpResponseBase:
    """The bytes behind an id never change, but a private picture is for its owner's cache only."""
    response["ETag"] = etag
    scope = f"public, max-age={YEAR}" if public else "private, max-age=3600"
    response["Cache-Control"] = f"{scope}, immutable"
    return _shared(response, public=public)


def _shared(response: HttpResponseBase, *, public: bool) -> HttpResponseBase:
    """What everybody may see, other sites may show (oEmbed); the rest they may not even load."""
    response["Cross-Origin-Resource-Policy"] = "cross-origin" if public else "same-origin"
    if not public:
        patch_vary_headers(response, ["Cookie", "Authorization", "api-key", "X-Session-ID"])
    return response


def download_name(name: str, content_type: str) -> str:
    """The file's name with the ending of what is really sent."""
    stem = name.rsplit(".", 1)[0] if "." in name else name
    return f"{stem}.{content_type.removeprefix('image/').replace('jpeg', 'jpg')}"
