"""`/v1/models`, `/v1/images/…`"""

import time
from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.core.signing import BadSignature
from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotAuthenticated
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import BearerAuthentication
from accounts.idempotency import Answer, answer_once
from accounts.models import User
from accounts.throttling import VisitorRateThrottle
from files.errors import FileNotFound
from files.models import StoredFile
from files.serving import serve_file
from files.variants.choosing import Variant
from files.visitor import visitor_of
from generation.models import Generation
from generation.services import submit_generation
from generation.v1.answering import signed_file
from generation.v1.catalogue import model_named, models
from generation.v1.errors import handle
from generation.v1.pictures import fingerprint_of
from generation.v1.reference import (
    SHORT,
    ImageEditSerializer,
    ImageGenerationSerializer,
    ImageVariationSerializer,
    ListSchema,
    ModelListSerializer,
    ModelSerializer,
    OpenAISchema,
    answers,
    pictured,
)
from generation.v1.requests import ImageCall, read_edit, read_generation, read_variation
from generation.v1.waiting import Awaited, begin
from nanobanana.http.negotiation import JsonOnly
from nanobanana.http.parsers import BoundedJSONParser

FORM = "multipart/form-data"


class OpenAIView(APIView):
    """What all endpoints share: keys only, JSON whatever is accepted, errors in their shape, and
    the headers that their clients read."""

    authentication_classes = (BearerAuthentication,)
    content_negotiation_class = JsonOnly
    renderer_classes = (JSONRenderer,)
    schema = OpenAISchema()
    _throttle: VisitorRateThrottle | None = None

    def get_exception_handler(self) -> Callable[..., Response | None]:
        return handle

    def check_permissions(self, request: Request) -> None:
        if not isinstance(request.user, User):
            raise NotAuthenticated
        super().check_permissions(request)

    def check_throttles(self, request: Request) -> None:
        self._throttle = VisitorRateThrottle()
        if not self._throttle.allow_request(request, self):
            self.throttled(request, self._throttle.wait() or 1)

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        finished = super().finalize_response(request, response, *args, **kwargs)
        if self._throttle is not None:
            for name, value in pace_of(self._throttle).items():
                finished[name] = value
        return finished


def pace_of(throttle: VisitorRateThrottle) -> dict[str, str]:
    """The headers of a rate limit: how many requests, how many are left, seconds to the next."""
    history: list[float] = getattr(throttle, "history", [])
    limit = throttle.num_requests or 0
    oldest = history[-1] + (throttle.duration or 0) - throttle.timer() if history else 0
    return {
        "x-ratelimit-limit-requests": str(limit),
        "x-ratelimit-remaining-requests": str(max(0, limit - len(history))),
        "x-ratelimit-reset-requests": f"{max(0.0, oldest):.0f}s",
    }


@extend_schema(responses=answers(ModelListSerializer))
class ModelsView(OpenAIView):
    schema = ListSchema()

    def get(self, request: Request) -> Response:
        """The models that can be named here."""
        return Response({"object": "list", "data": [each.to_json() for each in models()]})


@extend_schema(responses=answers(ModelSerializer, 404))
class ModelView(OpenAIView):
    def get(self, request: Request, model_id: str) -> Response:
        """A model by its name."""
        return Response(model_named(model_id).to_json())


class ImagesView(OpenAIView):
    """Submits a generation like any other, and waits for it."""

    throttle_scope: ClassVar[str] = "generate"

    def answer(self, request: Request, read: Callable[[Request], ImageCall]) -> HttpResponseBase:
        """What `read` makes of the request, made."""
        started = time.monotonic()
        call = read(request)
        generation_id = submit_once(request, call)
        return begin(Awaited(request._request, generation_id, call, started))


@extend_schema(request=ImageGenerationSerializer, responses=pictured(), examples=[SHORT])
class GenerationsView(ImagesView):
    parser_classes = (BoundedJSONParser,)

    def post(self, request: Request) -> HttpResponseBase:
        """Make pictures from words."""
        return self.answer(request, read_generation)


@extend_schema(request={FORM: ImageEditSerializer}, responses=pictured())
class EditsView(ImagesView):
    parser_classes = (MultiPartParser, FormParser, BoundedJSONParser)

    def post(self, request: Request) -> HttpResponseBase:
        """Change a picture in words. Clients without forms may send JSON, with the pictures as
        `{"images": [{"image_url": "data:…"}], "mask": {"image_url": "data:…"}}`."""
        return self.answer(request, read_edit)


@extend_schema(request={FORM: ImageVariationSerializer}, responses=pictured())
class VariationsView(ImagesView):
    parser_classes = (MultiPartParser, FormParser, BoundedJSONParser)

    def post(self, request: Request) -> HttpResponseBase:
        """Make variations of a picture: an edit in fixed words."""
        return self.answer(request, read_variation)


def submit_once(request: Request, call: ImageCall) -> UUID:
    """The generation of this request, or of the first that carried its `Idempotency-Key`."""
    visitor = visitor_of(request).ensure()

    def answer(generation: Generation) -> Answer:
        return 202, {"id": str(generation.pk)}

    def produce(new_id: UUID) -> Answer:
        return answer(submit_generation(visitor, call.wish, new_id=new_id))

    def recover(new_id: UUID) -> Answer | None:
        made = Generation.objects.filter(pk=new_id, owner=visitor).first()
        return answer(made) if made else None

    key = request.headers.get("Idempotency-Key", "")
    body = fingerprint_of(request) if key else None
    _, answered = answer_once(
        visitor, scope="v1", key=key, body=body, produce=produce, recover=recover
    )
    return UUID(answered["id"])


class SignedFileView(APIView):
    """A picture for whoever holds the address that was given out for it."""

    authentication_classes = ()
    content_negotiation_class = JsonOnly
    renderer_classes = (JSONRenderer,)
    throttle_classes = ()
    schema = None

    def get_exception_handler(self) -> Callable[..., Response | None]:
        return handle

    def get(self, request: Request, token: str) -> HttpResponseBase:
        """The bytes, for an hour from when the address was given out."""
        try:
            file_id, format_name = signed_file(token)
        except BadSignature as error:
            raise FileNotFound from error
        kept = StoredFile.objects.filter(trashed_at=None).select_related("blob")
        file = kept.filter(pk=file_id).first()
        if file is None:
            raise FileNotFound
        variant = Variant(format=format_name)
        response = serve_file(request, file, variant, public=False, download=False)
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response["X-Content-Type-Options"] = "nosniff"
        return response

    head = get
