"""`/api/generate/:id/glimpse`"""

from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from files.visitor import visitor_of
from generation.access import own_generation
from generation.errors import GenerationNotFound
from generation.glimpses import glimpse_of
from nanobanana.http.negotiation import AnyAccept


class GlimpseView(APIView):
    content_negotiation_class = AnyAccept
    throttle_classes = ()

    @extend_schema(responses={(200, "image/webp"): OpenApiTypes.BINARY})
    def get(self, request: Request, generation_id: UUID) -> HttpResponse:
        """The newest unfinished picture of a generation of one's own, while it is being made."""
        generation = own_generation(visitor_of(request).row, generation_id)
        # What a worker left that died is not shown any more.
        data = glimpse_of(generation.pk) if generation.glimpse_url else None
        if data is None:
            raise GenerationNotFound("There is nothing to see yet, or not any more.")
        response = HttpResponse(data, content_type="image/webp")
        response["Cache-Control"] = "private, no-store"
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response["X-Content-Type-Options"] = "nosniff"
        return response
