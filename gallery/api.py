"""`/api/gallery…`"""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from accounts.idempotency import Answer, answer_once
from accounts.models import Visitor
from files.visitor import visitor_of
from gallery.access import KEYSETS, gallery_for, own_item, visible_item
from gallery.liking import like_item, unlike_item
from gallery.models import GalleryItem, GalleryItemQuerySet
from gallery.requests import (
    EditSerializer,
    GalleryQuerySerializer,
    PublishSerializer,
    ReportSerializer,
)
from gallery.serializers import GalleryItemSerializer, LikeSerializer
from gallery.services import delete_item, publish_item, report_item, update_item
from generation.errors import GenerationNotFound

IDEMPOTENCY_KEY = OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER)


def shown(request: Request, item: GalleryItem) -> dict[str, Any]:
    """An item as the contract shows it to the request's visitor, freshly read."""
    fresh = visible_item(visitor_of(request).row, item.pk)
    return dict(GalleryItemSerializer(fresh, context={"request": request}).data)


class GalleryView(ListAPIView[GalleryItem]):
    serializer_class = GalleryItemSerializer
    throttle_scope: ClassVar[str] = "write"
    keyset: Sequence[str] = KEYSETS["new"]

    def get_queryset(self) -> GalleryItemQuerySet:
        query = GalleryQuerySerializer(data=self.request.query_params)
        query.is_valid(raise_exception=True)
        wanted = dict(query.validated_data)
        self.keyset = KEYSETS[wanted.pop("sort")]
        return gallery_for(visitor_of(self.request).row, **wanted)

    @extend_schema(parameters=[GalleryQuerySerializer])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The public gallery: the newest first, or the most liked."""
        return self.list(request, *args, **kwargs)

    @extend_schema(
        request=PublishSerializer,
        responses={201: GalleryItemSerializer},
        parameters=[IDEMPOTENCY_KEY],
    )
    def post(self, request: Request) -> Response:
        """Publish a picture of one's own. Unless `showBefore` is false, everybody who sees it
        sees the picture an edit started from, too."""
        given = PublishSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        visitor = visitor_of(request).row
        if visitor is None:
            raise GenerationNotFound(attr="generationId")
        body = self._answer(request, visitor, given.validated_data)
        location = reverse("gallery-api:item", args=[body["id"]], request=request)
        return Response(body, status.HTTP_201_CREATED, headers={"Location": location})

    def _answer(self, request: Request, visitor: Visitor, wish: dict[str, Any]) -> dict[str, Any]:
        def produce(new_id: UUID) -> Answer:
            return 201, shown(request, publish_item(visitor, **wish, new_id=new_id))

        def recover(new_id: UUID) -> Answer | None:
            made = GalleryItem.objects.owned_by(visitor).filter(pk=new_id).first()
            return (201, shown(request, made)) if made else None

        key = request.headers.get("Idempotency-Key", "")
        body = request.data
        _, answered = answer_once(
            visitor, scope="gallery", key=key, body=body, produce=produce, recover=recover
        )
        return answered


class ItemView(APIView):
    throttle_scope: ClassVar[str] = "write"

    @extend_schema(responses=GalleryItemSerializer)
    def get(self, request: Request, item_id: UUID) -> Response:
        """A public item, or one of one's own."""
        item = visible_item(visitor_of(request).row, item_id)
        return Response(GalleryItemSerializer(item, context={"request": request}).data)

    @extend_schema(request=EditSerializer, responses=GalleryItemSerializer)
    def patch(self, request: Request, item_id: UUID) -> Response:
        """Change an item of one's own, or who may see it."""
        item = own_item(visitor_of(request).row, item_id)
        given = EditSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        return Response(shown(request, update_item(item, **given.validated_data)))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, item_id: UUID) -> Response:
        """Take an item of one's own out of the gallery. The generation stays in the history."""
        delete_item(own_item(visitor_of(request).row, item_id))
        return Response(status=status.HTTP_204_NO_CONTENT)


class LikeView(APIView):
    throttle_scope: ClassVar[str] = "write"

    @extend_schema(request=None, responses=LikeSerializer)
    def put(self, request: Request, item_id: UUID) -> Response:
        """Like an item: once per visitor, however often it is sent."""
        item = visible_item(visitor_of(request).row, item_id)
        return Response(LikeSerializer(like_item(visitor_of(request).ensure(), item)).data)

    @extend_schema(request=None, responses={200: LikeSerializer})
    def delete(self, request: Request, item_id: UUID) -> Response:
        """Take one's like back."""
        item = visible_item(visitor_of(request).row, item_id)
        return Response(LikeSerializer(unlike_item(visitor_of(request).row, item)).data)


class ReportView(APIView):
    throttle_scope: ClassVar[str] = "write"

    @extend_schema(request=ReportSerializer, responses={202: None})
    def post(self, request: Request, item_id: UUID) -> Response:
        """Tell the moderators that an item should not be shown, and why."""
        visitor = visitor_of(request).row
        item = visible_item(visitor, item_id)
        given = ReportSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        report_item(visitor, item, **given.validated_data)
        return Response(status=status.HTTP_202_ACCEPTED)
