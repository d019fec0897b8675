"""How `/v1` is shown in the OpenAPI document: OpenAI's shapes, as far as they are ours."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample
from rest_framework import serializers

from generation.requests import PROMPT_MAX_LENGTH
from generation.v1.catalogue import AUTOMATIC
from generation.v1.requests import FORMATS
from nanobanana.http.schema import Titled

TAG = "OpenAI Images API"
SHORT = OpenApiExample(
    "short", {"model": AUTOMATIC, "prompt": "a lake at sunset"}, request_only=True
)


class OpenAISchema(Titled, AutoSchema):
    """Errors are no other than OpenAI's object here."""

    def get_tags(self) -> list[str]:
        return [TAG]

    def get_auth(self) -> list[dict[str, Any]]:
        return [{"bearer": []}]


class ListSchema(OpenAISchema):
    """Of the models: a list, and not another way to get one."""

    def get_operation_id(self) -> str:
        return "v1_models_list"


class ModelSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    object = serializers.ChoiceField(choices=["model"])
    created = serializers.IntegerField(help_text="Unix seconds")
    owned_by = serializers.CharField(help_text="`nanobanana` for aliases, or the provider")


class ModelListSerializer(serializers.Serializer[Any]):
    object = serializers.ChoiceField(choices=["list"])
    data = ModelSerializer(many=True)  # type: ignore[assignment]  # the wire name


class HowSerializer(serializers.Serializer[Any]):
    """What all calls may say; whatever else comes along is ignored."""

    model = serializers.CharField(default=AUTOMATIC, help_text="one that `/v1/models` names")
    n = serializers.IntegerField(default=1, min_value=1, max_value=4)
    size = serializers.CharField(default="auto", help_text="`auto`, or WIDTHxHEIGHT in pixels")
    quality = serializers.CharField(default="auto", help_text="a word that the vendor knows")
    background = serializers.CharField(default="auto", help_text="likewise")
    response_format = serializers.ChoiceField(choices=["b64_json", "url"], default="b64_json")
    output_format = serializers.ChoiceField(choices=FORMATS, default="png")
    output_compression = serializers.IntegerField(required=False, min_value=0, max_value=100)
    stream = serializers.BooleanField(default=False)
    partial_images = serializers.IntegerField(default=0, min_value=0, max_value=3)


class ImageGenerationSerializer(HowSerializer):
    prompt = serializers.CharField(max_length=PROMPT_MAX_LENGTH)


class ImageEditSerializer(ImageGenerationSerializer):
    image = serializers.ListField(
        child=serializers.FileField(),
        help_text="one, or several as `image[]`: the first is edited, the others are references",
    )
    mask = serializers.FileField(
        required=False, help_text="a PNG with alpha: transparent is what is to change"
    )


class ImageVariationSerializer(HowSerializer):
    image = serializers.FileField()


class ImageDataSerializer(serializers.Serializer[Any]):
    b64_json = serializers.CharField(required=False)
    url = serializers.URLField(required=False, help_text="needs no key, and holds for an hour")
    revised_prompt = serializers.CharField(required=False)


class TokenDetailsSerializer(serializers.Serializer[Any]):
    image_tokens = serializers.IntegerField()
    text_tokens = serializers.IntegerField()


class TokenUsageSerializer(serializers.Serializer[Any]):
    input_tokens = serializers.IntegerField()
    output_tokens = serializers.IntegerField()
    total_tokens = serializers.IntegerField()
    input_tokens_details = TokenDetailsSerializer()


class MadeBySerializer(serializers.Serializer[Any]):
    generation = serializers.UUIDField(help_text="its id in the history")
    provider = serializers.CharField()
    model = serializers.CharField()
    explanation = serializers.ListField(
        child=serializers.CharField(), help_text="a sentence about each thing that was done"
    )
    notes = serializers.ListField(
        child=serializers.CharField(),
        help_text="a sentence about each thing that was not done, or not as asked",
    )


class ImagesSerializer(serializers.Serializer[Any]):
    created = serializers.IntegerField(help_text="Unix seconds")
    data = ImageDataSerializer(many=True)  # type: ignore[assignment]  # the wire name
    size = serializers.CharField(help_text="WIDTHxHEIGHT of the first picture")
    quality = serializers.CharField()
    background = serializers.CharField()
    output_format = serializers.ChoiceField(choices=FORMATS)
    usage = TokenUsageSerializer(help_text="the vendor's counts; noughts for what took no tokens")
    made_by = MadeBySerializer(help_text="not of OpenAI's API: what was done and what was not")


class OpenAIErrorSerializer(serializers.Serializer[Any]):
    message = serializers.CharField(help_text="for people")
    type = serializers.CharField()
    param = serializers.CharField(allow_null=True, help_text="the field at fault")
    code = serializers.CharField(allow_null=True, help_text="stable, for programs")


class OpenAIErrorBodySerializer(serializers.Serializer[Any]):
    error = OpenAIErrorSerializer()


def answers(body: Any, *errors: int) -> dict[Any, Any]:
    """The responses of an operation: `body`, and the errors that it may end in."""
    return {200: body, **dict.fromkeys((401, 403, 429, *errors), OpenAIErrorBodySerializer)}


def pictured() -> dict[Any, Any]:
    """The responses of an operation that makes pictures."""
    told = answers(ImagesSerializer, 400, 404, 409, 413, 422, 500, 502, 503, 504)
    whole = told.pop(200)
    return {
        (200, "application/json"): whole,
        # Server-sent events: `image_generation.partial_image`, `….completed`, `error`.
        (200, "text/event-stream"): OpenApiTypes.STR,
        **told,
    }
