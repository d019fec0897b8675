"""What all answers of the upload addresses have in common."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from files.resumable.answers import range_headers
from files.resumable.errors import OffsetWrong, VersionUnsupported
from files.resumable.protocol import VERSION, what_is_spoken


class SpeaksTus(APIView):
    """Every answer names the version of tus, those to errors, too."""

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        final = super().finalize_response(request, response, *args, **kwargs)
        final["Tus-Resumable"] = VERSION
        return final

    def handle_exception(self, exc: Exception) -> Response:
        """Beside the words, what programs go on by."""
        response = super().handle_exception(exc)
        if isinstance(exc, VersionUnsupported):
            response["Tus-Version"] = VERSION
        if isinstance(exc, OffsetWrong):
            response["Upload-Offset"] = str(exc.offset)
            add_headers(response, range_headers(exc.offset))
        return response

    @extend_schema(exclude=True)
    def options(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:  # type: ignore[override]
        """204 with what is spoken here."""
        spoken = HttpResponse(status=204, headers=what_is_spoken(settings.MAX_FILE_SIZE))
        del spoken["Content-Type"]
        return spoken


def add_headers(response: Response, headers: dict[str, str]) -> Response:
    for name, value in headers.items():
        response[name] = value
    return response
