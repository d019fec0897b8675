"""`/api/files/upload/:id`: goes on with an upload, by tus or by plain chunks."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.throttling import VisitorRateThrottle
from files.errors import TooBusy
from files.resumable import schema
from files.resumable.answers import chunk_taken, progress_headers, state_headers
from files.resumable.arriving import arriving
from files.resumable.chunks import add_chunk
from files.resumable.errors import UploadLocked, UploadNotFound
from files.resumable.finishing import finish_upload
from files.resumable.models import Upload
from files.resumable.protocol import Chunk, check_version, read_piece, read_range
from files.resumable.services import (
    add_piece,
    begin_upload,
    end_upload,
    find_upload,
    settle_length,
)
from files.resumable.speaking import SpeaksTus
from files.visitor import visitor_of
from nanobanana.http.negotiation import AnyAccept

OVERRIDES = frozenset({"HEAD", "PATCH", "DELETE"})


class UploadPiecesView(SpeaksTus):
    """Pieces count against no rate: beginning an upload did."""

    content_negotiation_class = AnyAccept
    renderer_classes = (JSONRenderer,)
    throttle_classes = ()
    throttle_scope: ClassVar[str] = "upload"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """tus: a client whose proxy lets only POST through names the method in a header."""
        meant = request.headers.get("X-HTTP-Method-Override", "").upper()
        if request.method == "POST" and meant in OVERRIDES:
            request.method = meant
        return super().dispatch(request, *args, **kwargs)

    def head(self, request: Request, upload_id: UUID) -> Response:
        """How far an upload is. One whose server died before it made the picture is finished."""
        check_version(request.headers)
        upload = find_upload(upload_id, visitor_of(request))
        return Response(headers=state_headers(_finished_if_whole(upload)))

    @extend_schema(
        parameters=schema.PIECE_PARAMETERS,
        request=schema.PIECE_REQUEST,
        responses=schema.PIECE_RESPONSES,
    )
    def patch(self, request: Request, upload_id: UUID) -> Response:
        """Go on with an upload by tus 1.0.0. What arrived before the connection broke counts,
        except under a checksum; `HEAD` tells how far it is."""
        check_version(request.headers)
        upload = find_upload(upload_id, visitor_of(request))
        piece = read_piece(request.headers)
        if piece.length is not None:
            settle_length(upload, piece.length)
        upload = add_piece(upload, arriving(request, piece.offset, piece.checksum))
        return Response(status=status.HTTP_204_NO_CONTENT, headers=progress_headers(upload))

    @extend_schema(
        parameters=schema.CHUNK_PARAMETERS,
        request=schema.CHUNK_REQUEST,
        responses=schema.CHUNK_RESPONSES,
    )
    def put(self, request: Request, upload_id: UUID) -> Response:
        """Go on with an upload by plain chunks. The first chunk may also begin one, under a random
        UUID (version 4 or 7) of the client's own."""
        chunk = read_range(request.headers.get("Content-Range", ""))
        upload = self._found_or_begun(request, upload_id, chunk)
        if chunk is None:
            return chunk_taken(request, _finished_if_whole(upload))
        return chunk_taken(request, add_chunk(upload, chunk, arriving(request, chunk.start)))

    def _found_or_begun(self, request: Request, upload_id: UUID, chunk: Chunk | None) -> Upload:
        who = visitor_of(request)
        try:
            return find_upload(upload_id, who)
        except UploadNotFound:
            if chunk is None or chunk.start > 0:
                raise
        pace = VisitorRateThrottle()
        if not pace.allow_request(request, self):
            self.throttled(request, pace.wait() or 0.0)
        return begin_upload(who, length=chunk.total, upload_id=upload_id)

    @extend_schema(responses={204: None, **schema.GOING_ON_ERRORS})
    def delete(self, request: Request, upload_id: UUID) -> Response:
        """End an upload. What was sent goes; a picture that was made of it already stays."""
        if "Tus-Resumable" in request.headers:
            check_version(request.headers)
        end_upload(find_upload(upload_id, visitor_of(request)))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _finished_if_whole(upload: Upload) -> Upload:
    """Raises UploadLocked where too many pictures are opened just now: a 503 would make clients
    of tus begin anew."""
    try:
        return finish_upload(upload) if upload.is_whole else upload
    except UploadLocked:
        # Somebody else makes the picture; the bytes are safe, which is what was asked.
        return upload
    except TooBusy as error:
        raise UploadLocked(retry_after=error.retry_after) from error
