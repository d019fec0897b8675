"""`/api/files/:id`"""

from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from files.access import delete_file, own_file, visible_file
from files.serving import serve_file
from files.variants.choosing import WIDTHS, read_variant
from files.variants.encoding import ENCODINGS
from files.visitor import visitor_of
from nanobanana.http.error_schemas import ErrorResponseSerializer
from nanobanana.http.negotiation import AnyAccept

VARIANT_PARAMETERS = [
    OpenApiParameter("w", int, enum=list(WIDTHS), description="width in pixels"),
    OpenApiParameter("format", str, enum=list(ENCODINGS)),
    OpenApiParameter("download", str, enum=["1"], description="send as an attachment"),
]


class FileView(APIView):
    """Pictures come by the dozen on a page, so they count against no rate."""

    content_negotiation_class = AnyAccept
    renderer_classes = (JSONRenderer,)
    throttle_classes = ()

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Whatever is at this address, a browser neither runs it nor takes it for something else;
        refusals included."""
        finished = super().finalize_response(request, response, *args, **kwargs)
        finished["Content-Security-Policy"] = "default-src 'none'; sandbox"
        finished["X-Content-Type-Options"] = "nosniff"
        return finished

    def perform_authentication(self, request: Request) -> None:
        """Left until somebody asks who it is; a picture everybody may see depends on nobody."""

    @extend_schema(
        parameters=VARIANT_PARAMETERS,
        responses={
            (200, "image/*"): OpenApiTypes.BINARY,
            (206, "image/*"): OpenApiTypes.BINARY,
            302: OpenApiResponse(description="The bytes are at `Location` for some minutes."),
            304: None,
            416: ErrorResponseSerializer,
        },
    )
    def get(self, request: Request, file_id: UUID) -> HttpResponseBase:
        """The picture's bytes, or a smaller or other-format copy of it."""
        query = request.query_params
        variant = read_variant(query.get("w", ""), query.get("format", ""))
        file, public = visible_file(file_id, lambda: visitor_of(request).row)
        download = query.get("download") == "1"
        return serve_file(request, file, variant, public=public, download=download)

    head = get

    @extend_schema(responses={204: None})
    def delete(self, request: Request, file_id: UUID) -> Response:
        """Remove a file of one's own."""
        delete_file(own_file(visitor_of(request).row, file_id))
        return Response(status=status.HTTP_204_NO_CONTENT)
