"""`/api/features`, `/api/reviews`, `/api/faqs`."""

import hashlib
from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils.cache import get_conditional_response
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from content.models import FAQ, Feature, Review
from content.serializers import (
    FAQSerializer,
    FeatureSerializer,
    ReviewSerializer,
    SubmitReviewSerializer,
)
from content.services import submit_review

MOST_ROWS = 100
"""No list is ever unbounded; curators stay far below this."""

IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", str, OpenApiParameter.HEADER, description="an ETag: 304 if it still holds"
)


def answer_list(
    request: Request,
    rows: QuerySet[Any],
    serializer: Callable[..., BaseSerializer[Any]],
) -> HttpResponseBase:
    """The rows with an ETag of what they say, or 304 for who has just that."""
    data = serializer(rows[:MOST_ROWS], many=True).data
    response = Response(data, headers={"Cache-Control": "no-cache"})
    if not isinstance(request.accepted_renderer, JSONRenderer):
        # The browsable page shows who is signed in, too: a tag of the rows alone is not its tag.
        return response
    etag = f'"{hashlib.sha256(JSONRenderer().render(data)).hexdigest()[:32]}"'
    response["ETag"] = etag
    return get_conditional_response(request._request, etag=etag, response=response) or response


class FeaturesView(APIView):
    @extend_schema(
        parameters=[IF_NONE_MATCH], responses={200: FeatureSerializer(many=True), 304: None}
    )
    def get(self, request: Request) -> HttpResponseBase:
        """What the product is good at, in the curators' order."""
        return answer_list(request, Feature.objects.shown(), FeatureSerializer)


class ReviewsView(APIView):
    throttle_scope: ClassVar[str] = "write"

    @extend_schema(
        parameters=[IF_NONE_MATCH], responses={200: ReviewSerializer(many=True), 304: None}
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Reviews that a curator approved; until the first one, samples that say so."""
        return answer_list(request, Review.objects.published(), ReviewSerializer)

    @extend_schema(request=SubmitReviewSerializer, responses={201: ReviewSerializer})
    def post(self, request: Request) -> Response:
        """Say what you think. Unpublished until a curator approves it."""
        given = SubmitReviewSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        review = submit_review(request.user, **given.validated_data)
        return Response(ReviewSerializer(review).data, status.HTTP_201_CREATED)


class FAQsView(APIView):
    @extend_schema(parameters=[IF_NONE_MATCH], responses={200: FAQSerializer(many=True), 304: None})
    def get(self, request: Request) -> HttpResponseBase:
        """Questions that people ask, category by category."""
        return answer_list(request, FAQ.objects.shown(), FAQSerializer)
