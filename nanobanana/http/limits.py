"""Refuses a body by its announced size, before a byte of it is read."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from nanobanana.http.errors import error_response

FORM_SLACK = 256 * 1024
"""What a multipart body may hold beside its files: boundaries, field names, other fields."""

MAX_FILES = 3
"""The no-JavaScript editor form sends a picture and a mask at once, with room for one more."""

UPLOAD_PATHS = ("/api/upload", "/api/files/upload")
PIECES = "/api/files/upload"
"""Below this uploads arrive in pieces; clients of tus may send those in the chunked coding."""

ASSISTANTS = "/mcp"
DATA_URL_PATHS = ("/api/generate", ASSISTANTS)
CALLBACKS = "/api/providers/http/callbacks/"
EDIT_PATHS = ("/v1/images/edits",)
MOST_PICTURES = 10
"""An edit by the OpenAI API brings pictures, and a mask, in one form. As JSON it is read into
memory, so it may bring no more than other data: URLs."""

PLAIN_BODY = 1024 * 1024
CHARSETS = frozenset(
    {"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "latin-1", "latin1", "windows-1252"}
)


def body_limit(path: str, content_type: str) -> int:
    """The most bytes a request body may have on `path`."""
    path = path.removesuffix("/")
    is_form = content_type.startswith("multipart/form-data")
    if path in UPLOAD_PATHS:
        return int(settings.MAX_FILE_SIZE) + FORM_SLACK
    if is_pieces(path):
        return int(settings.MAX_FILE_SIZE)
    if path in EDIT_PATHS and is_form:
        return int(settings.MAX_FILE_SIZE) * MOST_PICTURES + FORM_SLACK
    if path in DATA_URL_PATHS + EDIT_PATHS or path.startswith(CALLBACKS):
        return int(settings.MAX_FILE_SIZE) * MAX_FILES * 4 // 3 + FORM_SLACK
    if is_form:
        return int(settings.MAX_FILE_SIZE) * MAX_FILES + FORM_SLACK
    return PLAIN_BODY


def is_pieces(path: str) -> bool:
    """Whether uploads in pieces begin or go on here."""
    return path == PIECES or path.startswith(f"{PIECES}/")


def _too_large(limit: int) -> tuple[str, str]:
    """The code and the sentence for a body past `limit`."""
    if limit == PLAIN_BODY:
        return "request_too_large", f"A request may have up to {limit // 1024} KB here."
    megabytes = settings.MAX_FILE_SIZE / 1024 / 1024
    return "file_too_large", f"That is too large: a file may have up to {megabytes:.3g} MB."


class BodyLimitMiddleware:
    """413 for a body over the limit, 411 for one of unknown length, 415 for one in a charset that
    Python knows but forms cannot have."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta = request.META
        # `serve` has taken chunked pieces in before they come here, and knows their length then.
        if "chunked" in meta.get("HTTP_TRANSFER_ENCODING", "").lower():
            return self._refuse(request, 411, "length_required", "Send a Content-Length header.")
        announced = meta.get("CONTENT_LENGTH") or "0"
        if not announced.isdecimal():
            return self._refuse(request, 400, "bad_request", "Content-Length is not a number.")
        limit = body_limit(request.path_info, meta.get("CONTENT_TYPE", ""))
        if int(announced) > limit:
            return self._refuse(request, 413, *_too_large(limit))
        charset = (request.content_params or {}).get("charset", "utf-8").strip("\"'").lower()
        if charset not in CHARSETS:
            detail = "Send text as UTF-8."
            return self._refuse(request, 415, "unsupported_media_type", detail)
        return self.get_response(request)

    def _refuse(self, request: HttpRequest, status: int, code: str, detail: str) -> HttpResponse:
        response = error_response(request, status, code, detail)
        response["Content-Length"] = str(len(response.content))
        # The rest of the body is unread, so the connection cannot carry another request.
        response["Connection"] = "close"
        return response
