"""`/api/generate…`, `/api/history`, `/api/providers`"""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from accounts.idempotency import Answer, answer_once
from accounts.models import Visitor
from files.visitor import visitor_of
from generation.access import any_own_generation, history_of, own_generation
from generation.errors import GenerationNotFound
from generation.models import Generation, Status
from generation.positions import queue_positions
from generation.providers.registry import configured
from generation.requests import (
    DeletionQuerySerializer,
    GenerateSerializer,
    HistoryQuerySerializer,
)
from generation.routing import capabilities_of
from generation.serializers import GenerationSerializer, ProviderSerializer
from generation.services import cancel_generation, retry_generation, submit_generation
from generation.streams import watch_generation
from generation.trash import (
    discard_generation,
    empty_trash,
    restore_generation,
    trash_generation,
)
from nanobanana.http.negotiation import AnyAccept

IDEMPOTENCY_KEY = OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER)
EXAMPLES = [
    OpenApiExample(
        "A picture from words",
        {"prompt": "a lake at sunset", "settings": {"seed": 7}},
        request_only=True,
    ),
    OpenApiExample(
        "An edit of an uploaded picture",
        {
            "prompt": "make it black and white and crop it square",
            "inputImage": "01a2118e-7e43-75a7-a502-e492a8265c99",
        },
        request_only=True,
    ),
]


def shown(request: Request, generation: Generation) -> dict[str, Any]:
    """A generation as the contract shows it to the request's visitor."""
    fresh = Generation.objects.with_images().filter(pk=generation.pk).first()
    if fresh is None:
        raise GenerationNotFound
    return dict(GenerationSerializer(fresh, context=shape_context(request, [fresh])).data)


def shape_context(request: Request, rows: list[Generation]) -> dict[str, Any]:
    waiting = {row.pk for row in rows if row.status == Status.PENDING}
    return {"request": request, "positions": queue_positions(waiting)}


def accepted(request: Request, body: dict[str, Any]) -> Response:
    location = reverse("generation-api:generation", args=[body["id"]], request=request)
    return Response(body, status.HTTP_202_ACCEPTED, headers={"Location": location})


def _is_permanent(request: Request) -> bool:
    """Whether `?permanent=` says so. Raises a ValidationError for what is no yes or no."""
    given = DeletionQuerySerializer(data=request.query_params)
    given.is_valid(raise_exception=True)
    return bool(given.validated_data["permanent"])


class GenerateView(APIView):
    """Ask for pictures: POST a prompt, and a picture where one is to be changed. There is nothing
    to GET here; what was asked for is at /api/history."""

    throttle_scope: ClassVar[str] = "generate"
    # The browsable pages make their form of it.
    get_serializer = GenerateSerializer

    @extend_schema(
        request=GenerateSerializer,
        responses={202: GenerationSerializer},
        parameters=[IDEMPOTENCY_KEY],
        examples=EXAMPLES,
    )
    def post(self, request: Request) -> Response:
        """Ask for pictures. Watch them come at `/api/generate/{id}/events`, or poll."""
        given = GenerateSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        asking = visitor_of(request)
        try:
            body = self._answer(request, asking.ensure(), given)
        except Exception:
            asking.take_back()
            raise
        return accepted(request, {**body, "sessionId": visitor_of(request).session_id})

    def _answer(
        self, request: Request, visitor: Visitor, given: GenerateSerializer
    ) -> dict[str, Any]:
        def answer(generation: Generation) -> Answer:
            # The session id is a secret: it is added again when a kept answer is repeated.
            return 202, {**shown(request, generation), "sessionId": None}

        def produce(new_id: UUID) -> Answer:
            return answer(submit_generation(visitor, given.wish(), new_id=new_id))

        def recover(new_id: UUID) -> Answer | None:
            # Also from the trash: what was made once is not made again.
            made = Generation.objects.filter(pk=new_id, owner=visitor).first()
            return answer(made) if made else None

        key = request.headers.get("Idempotency-Key", "")
        body = request.data
        _, answered = answer_once(
            visitor, scope="generate", key=key, body=body, produce=produce, recover=recover
        )
        return answered


class GenerationView(APIView):
    @extend_schema(responses=GenerationSerializer)
    def get(self, request: Request, generation_id: UUID) -> Response:
        """How far a generation of one's own is, and what came of it."""
        generation = own_generation(visitor_of(request).row, generation_id)
        return Response(shown(request, generation))

    @extend_schema(responses={204: None}, parameters=[DeletionQuerySerializer])
    def delete(self, request: Request, generation_id: UUID) -> Response:
        """Move it to the trash, with its pictures that nothing else uses; work under way stops.
        With `permanent`, or where no trash is kept, it is removed for good."""
        visitor = visitor_of(request).row
        if _is_permanent(request):
            discard_generation(any_own_generation(visitor, generation_id))
        else:
            trash_generation(own_generation(visitor, generation_id))
        return Response(status=status.HTTP_204_NO_CONTENT)


class RestoreView(APIView):
    @extend_schema(request=None, responses=GenerationSerializer)
    def post(self, request: Request, generation_id: UUID) -> Response:
        """Take it out of the trash, with its pictures."""
        generation = any_own_generation(visitor_of(request).row, generation_id)
        return Response(shown(request, restore_generation(generation)))


class CancelView(APIView):
    @extend_schema(request=None, responses=GenerationSerializer)
    def post(self, request: Request, generation_id: UUID) -> Response:
        """Stop the work; the allowance is given back."""
        generation = own_generation(visitor_of(request).row, generation_id)
        return Response(shown(request, cancel_generation(generation)))


class RetryView(APIView):
    throttle_scope: ClassVar[str] = "generate"

    @extend_schema(request=None, responses={202: GenerationSerializer})
    def post(self, request: Request, generation_id: UUID) -> Response:
        """Ask for the same again, as a new generation."""
        generation = own_generation(visitor_of(request).row, generation_id)
        again = retry_generation(visitor_of(request).ensure(), generation)
        return accepted(request, shown(request, again))


class EventsView(APIView):
    content_negotiation_class = AnyAccept

    @extend_schema(
        responses={(200, "text/event-stream"): OpenApiTypes.STR},
        parameters=[OpenApiParameter("Last-Event-ID", str, OpenApiParameter.HEADER)],
    )
    def get(self, request: Request, generation_id: UUID) -> HttpResponseBase:
        """Each change as a server-sent event `status` whose data is the generation."""
        generation = own_generation(visitor_of(request).row, generation_id)
        last_id = request.headers.get("Last-Event-ID", "")
        return watch_generation(request._request, generation, last_id)


class HistoryView(ListAPIView[Generation]):
    """The visitor's own generations, newest first; those in the trash are listed apart."""

    serializer_class = GenerationSerializer

    def get_queryset(self) -> QuerySet[Generation]:
        return Generation.objects.owned_by(visitor_of(self.request).row)

    @extend_schema(parameters=[HistoryQuerySerializer])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        query = HistoryQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        rows = self.paginate_queryset(history_of(visitor_of(request).row, **query.validated_data))
        shapes = GenerationSerializer(
            rows, many=True, context=shape_context(request, list(rows or []))
        )
        return self.get_paginated_response(shapes.data)


class TrashView(APIView):
    @extend_schema(responses={204: None})
    def delete(self, request: Request) -> Response:
        """Empty the trash: all in it is removed for good."""
        empty_trash(visitor_of(request).row)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ProvidersView(APIView):
    @extend_schema(responses=ProviderSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The AI providers configured here and what each can do, in order of preference."""
        capabilities: Any = [capabilities_of(provider) for provider in configured()]
        return Response(ProviderSerializer(capabilities, many=True).data)
