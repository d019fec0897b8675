"""`/api/studio/preview`"""

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from files.visitor import visitor_of
from generation.preview_serializers import PreviewRequestSerializer, PreviewSerializer
from generation.previewing import preview_edit


class PreviewView(APIView):
    throttle_scope: ClassVar[str] = "preview"

    @extend_schema(request=PreviewRequestSerializer, responses=PreviewSerializer)
    def post(self, request: Request) -> Response:
        """What the studio makes of an instruction: the plan and, with a picture, a preview of at
        most 1280 pixels. Nothing is kept and no allowance is used."""
        given = PreviewRequestSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        sources: dict[str, UUID | str | None] = {
            name: given.validated_data.get(key)
            for name, key in (("image", "inputImage"), ("mask", "mask"))
        }
        shown = preview_edit(
            visitor_of(request).row,
            given.validated_data["prompt"],
            references=given.validated_data.get("references", ()),
            **sources,
        )
        return Response(PreviewSerializer(shown).data)
