"""`/api/upload`, `/api/files/upload`, `/api/files/upload/:id`"""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from files.models import StoredFile
from files.serializers import FileSerializer, UploadSerializer
from files.storing import open_upload, store_picture
from files.uploads import check_size
from files.visitor import visitor_of


class UploadView(GenericAPIView[StoredFile]):
    """Takes a picture: decoded, checked, turned upright, its metadata stripped."""

    parser_classes = (MultiPartParser,)
    serializer_class = UploadSerializer
    throttle_scope: ClassVar[str] = "upload"

    @extend_schema(
        request={"multipart/form-data": UploadSerializer}, responses={201: FileSerializer}
    )
    def post(self, request: Request) -> Response:
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        upload = given.validated_data["file"]
        check_size(upload)
        picture = open_upload(upload)
        # Only now is there something to own: a refused upload leaves no visitor behind, either.
        visitor = visitor_of(request).ensure()
        kind = StoredFile.Kind.UPLOAD
        file = store_picture(visitor, picture, name=upload.name, kind=kind)
        shown = FileSerializer(file, context={"request": request}).data
        return Response(shown, status.HTTP_201_CREATED, headers={"Location": shown["url"]})
