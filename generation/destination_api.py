"""`/api/providers/choice`"""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from generation.destination_serializers import AskSerializer, DestinationSerializer
from generation.destinations import destination_of


class ChoiceView(APIView):
    throttle_scope: ClassVar[str] = "preview"

    @extend_schema(request=AskSerializer, responses=DestinationSerializer)
    def post(self, request: Request) -> Response:
        """Who would take a request, and where pictures and words would go. Nothing is kept."""
        given = AskSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        return Response(DestinationSerializer(destination_of(given.ask())).data)
