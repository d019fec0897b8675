"""`/api/upload` and `/api/files/upload`: whole pictures, and the beginning of those in pieces."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from files.models import StoredFile
from files.resumable import schema
from files.resumable.answers import begun, progress_headers
from files.resumable.arriving import arriving, body_size
from files.resumable.parsers import PieceParser
from files.resumable.protocol import check_version, is_tus, read_creation
from files.resumable.serializers import BeginningSerializer
from files.resumable.services import begin_upload, begin_with_body
from files.resumable.speaking import SpeaksTus, add_headers
from files.serializers import FileSerializer, UploadSerializer
from files.storing import open_upload, store_picture
from files.uploads import check_size
from files.visitor import visitor_of
from nanobanana.http.parsers import BoundedJSONParser


class UploadView(GenericAPIView[StoredFile]):
    """Takes a picture: decoded, checked, turned upright, its metadata stripped."""

    parser_classes: Any = (MultiPartParser,)
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


class UploadsView(SpeaksTus, UploadView):
    """Takes a picture three ways: whole in a form, or in pieces by tus or by plain chunks."""

    parser_classes = (MultiPartParser, BoundedJSONParser, PieceParser)

    @extend_schema(
        parameters=schema.CREATION_PARAMETERS,
        request=schema.CREATION_REQUEST,
        responses=schema.CREATION_RESPONSES,
    )
    def post(self, request: Request) -> Response:
        """Send a picture, or begin to. A form is taken whole and answered with the file; JSON or
        tus (`Tus-Resumable: 1.0.0`) begins an upload whose pieces go to the `Location` given."""
        if is_tus(request.headers):
            return self._create(request)
        if (request.content_type or "").partition(";")[0] == BoundedJSONParser.media_type:
            return self._begin(request)
        return super().post(request)

    def _begin(self, request: Request) -> Response:
        given = BeginningSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        size, name = given.validated_data["size"], given.validated_data["name"]
        return begun(request, begin_upload(visitor_of(request), length=size, name=name))

    def _create(self, request: Request) -> Response:
        check_version(request.headers)
        asked = read_creation(request.headers, has_body=body_size(request) > 0)
        begin: dict[str, Any] = {
            "length": asked.length,
            "name": asked.name,
            "metadata": asked.metadata,
        }
        if body_size(request):
            body = arriving(request, 0, asked.checksum)
            upload = begin_with_body(visitor_of(request), body, **begin)
        else:
            upload = begin_upload(visitor_of(request), **begin)
        return add_headers(begun(request, upload), progress_headers(upload))
