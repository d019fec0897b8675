"""`/api/files/:id/provenance`"""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from files.access import visible_file
from files.provenance.describing import origin_of
from files.provenance.serializers import ProvenanceSerializer
from files.visitor import visitor_of


class ProvenanceView(APIView):
    @extend_schema(responses=ProvenanceSerializer)
    def get(self, request: Request, file_id: UUID) -> Response:
        """Where a picture comes from, and what its bytes say of it."""
        file, public = visible_file(file_id, lambda: visitor_of(request).row)
        response = Response(ProvenanceSerializer(origin_of(file)).data)
        response["Cache-Control"] = f"{'public' if public else 'private'}, max-age=3600"
        return response
