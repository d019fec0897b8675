"""What the answers about an upload say in their headers."""

from typing import Any

from django.utils.http import http_date
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from files.resumable.models import Upload
from files.resumable.serializers import UploadStateSerializer
from files.serializers import FileSerializer

LOCATION = "Location"


def progress_headers(upload: Upload) -> dict[str, str]:
    """tus: how far it is and how long it waits, or which file it became."""
    headers = {"Upload-Offset": str(upload.offset)}
    if upload.is_done:
        return headers | {"X-File-Id": str(upload.file_id)}
    return headers | {"Upload-Expires": http_date(upload.expires_at.timestamp())}


def state_headers(upload: Upload) -> dict[str, str]:
    """tus: all there is to know of an upload."""
    headers = progress_headers(upload) | {"Cache-Control": "no-store"}
    known = upload.length is not None
    headers |= {"Upload-Length": str(upload.length)} if known else {"Upload-Defer-Length": "1"}
    return headers | ({"Upload-Metadata": upload.metadata} if upload.metadata else {})


def range_headers(offset: int) -> dict[str, str]:
    """Plain chunks: which bytes are safe; nothing where there are none."""
    return {"Range": f"bytes=0-{offset - 1}"} if offset else {}


def begun(request: Request, upload: Upload) -> Response:
    """201 with the address that the pieces go to."""
    shown = _shown(request, upload)
    return Response(shown, status.HTTP_201_CREATED, headers={LOCATION: shown["url"]})


def chunk_taken(request: Request, upload: Upload) -> Response:
    """202 with what is here, or 201 with the file it became."""
    if not upload.is_done:
        headers = range_headers(upload.offset)
        return Response(_shown(request, upload), status.HTTP_202_ACCEPTED, headers=headers)
    shown = FileSerializer(upload.file, context={"request": request}).data
    headers = {LOCATION: shown["url"], "X-File-Id": shown["id"]}
    return Response(shown, status.HTTP_201_CREATED, headers=headers)


def _shown(request: Request, upload: Upload) -> dict[str, Any]:
    return dict(UploadStateSerializer(upload, context={"request": request}).data)
