"""What the generation endpoints take, checked."""

import json
import re
from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from generation.inputs import Source
from generation.models import Mode, Status
from generation.services import SEED_LIMIT, Wish
from generation.wording import unfit_characters

PROMPT_MAX_LENGTH = 8000
SETTINGS_MAX_DEPTH = 10
SETTINGS_MAX_BYTES = 8192
MAX_REFERENCES = 8
RATIO = re.compile(r"\A[1-9]\d{0,3}:[1-9]\d{0,3}\Z", re.ASCII)
WIDEST_RATIO = 10
"""A picture's longer side has at most so many times the pixels of its shorter one."""

NUL = re.compile(r"(?<!\\)(\\\\)*\\u0000")
"""A null character in written JSON, which PostgreSQL's JSON cannot hold."""

SIZE = re.compile(r"\A[1-9]\d{1,3}x[1-9]\d{1,3}\Z", re.ASCII)


def check_prompt(text: str) -> str:
    """Refuse characters that hide or corrupt what a sentence says."""
    if unfit_characters(text):
        raise serializers.ValidationError(
            "This contains control or direction-changing characters. Remove them and try again.",
            code="invalid_characters",
        )
    return text


class PromptField(serializers.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=PROMPT_MAX_LENGTH, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        return check_prompt(super().to_internal_value(data))


@extend_schema_field({"type": "string", "description": "A File id, or a data: URL."})
class SourceField(serializers.Field[Source, Any, str, Any]):
    """A File id or a data: URL."""

    default_error_messages = {"invalid": "Send a File id, or a data: URL of a picture in base64."}

    def to_internal_value(self, data: Any) -> Source:
        if isinstance(data, str) and data.startswith("data:"):
            return data
        try:
            return UUID(data)
        except (TypeError, ValueError, AttributeError):
            self.fail("invalid")

    def to_representation(self, value: Any) -> str:
        return str(value)


class KnownSettingsSerializer(serializers.Serializer[Any]):
    """What is checked in `settings`; other keys pass through untouched."""

    count = serializers.IntegerField(min_value=1, max_value=4, required=False)
    aspectRatio = serializers.RegexField(RATIO, required=False, allow_blank=True, help_text="W:H")
    size = serializers.RegexField(SIZE, required=False, allow_blank=True, help_text="WxH pixels")
    seed = serializers.IntegerField(
        min_value=0, max_value=SEED_LIMIT - 1, required=False, allow_null=True
    )
    provider = serializers.CharField(max_length=32, required=False, allow_blank=True)
    model = serializers.CharField(max_length=64, required=False, allow_blank=True)
    localOnly = serializers.BooleanField(
        required=False, help_text="nothing leaves the machine that the site runs on"
    )
    enhance = serializers.BooleanField(
        required=False, help_text="let a generative model have the words with more detail"
    )
    style = PromptField(  # type: ignore[assignment]  # the wire name
        required=False, allow_blank=True
    )
    strength = serializers.FloatField(min_value=0, max_value=1, required=False, allow_null=True)

    def validate_aspectRatio(self, ratio: str) -> str:
        sides = [int(side) for side in ratio.split(":") if side]
        if sides and max(sides) > WIDEST_RATIO * min(sides):
            raise serializers.ValidationError(
                f"From 1:{WIDEST_RATIO} to {WIDEST_RATIO}:1 is possible.", code="invalid"
            )
        return ratio


def _depth(value: Any) -> int:
    """How deeply objects and lists lie in each other, counted level by level: what reads JSON
    into Python goes deeper than what writes it."""
    depth, level = 0, [value]
    while level and depth <= SETTINGS_MAX_DEPTH:
        depth += 1
        inner = [each.values() if isinstance(each, dict) else each for each in level]
        level = [item for each in inner for item in each if isinstance(item, dict | list)]
    return depth


@extend_schema_field(KnownSettingsSerializer)
class SettingsField(serializers.Field[dict[str, Any], Any, Any, Any]):
    """A free-form object whose known keys are checked."""

    default_error_messages = {
        "invalid": "Send an object.",
        "null_characters": "Settings may not contain null characters.",
        "too_deep": f"Settings may be nested {SETTINGS_MAX_DEPTH} deep.",
        "too_large": f"Settings may take up to {SETTINGS_MAX_BYTES} bytes.",
    }

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, dict):
            self.fail("invalid")
        if _depth(data) > SETTINGS_MAX_DEPTH:
            self.fail("too_deep")
        written = json.dumps(data)
        if len(written) > SETTINGS_MAX_BYTES:
            self.fail("too_large")
        if NUL.search(written):
            self.fail("null_characters")
        known = KnownSettingsSerializer(data=data)
        known.is_valid(raise_exception=True)
        return {**data, **known.validated_data}

    def to_representation(self, value: Any) -> Any:
        return value


class GenerateSerializer(serializers.Serializer[Any]):
    """The body of `POST /api/generate`. What is initial is what the browsable page begins with."""

    prompt = PromptField(
        required=False,
        initial="a lake at sunset",
        help_text="what to do; needed unless a recipe says it",
    )
    mode = serializers.ChoiceField(choices=Mode.choices, required=False, initial=Mode.TEXT.value)
    inputImage = SourceField(required=False, allow_null=True, help_text="File id or data: URL")
    mask = SourceField(required=False, allow_null=True, help_text="File id or data: URL")
    references = serializers.ListField(
        child=SourceField(), required=False, max_length=MAX_REFERENCES
    )
    parentId = serializers.UUIDField(required=False, allow_null=True)
    recipeId = serializers.UUIDField(
        required=False, allow_null=True, help_text="a recipe to carry out instead of the prompt"
    )
    settings = SettingsField(required=False, initial=dict)

    def to_internal_value(self, data: Any) -> Any:
        has_recipe = isinstance(data, Mapping) and bool(data.get("recipeId"))
        prompt = cast("PromptField", self.fields["prompt"])
        prompt.required, prompt.allow_blank = not has_recipe, has_recipe
        return super().to_internal_value(data)

    def wish(self) -> Wish:
        given = self.validated_data
        return Wish(
            prompt=given.get("prompt", ""),
            mode=given.get("mode", ""),
            image=given.get("inputImage"),
            mask=given.get("mask"),
            references=tuple(given.get("references", ())),
            parent_id=given.get("parentId"),
            settings=given.get("settings", {}),
            recipe_id=given.get("recipeId"),
        )


class HistoryQuerySerializer(serializers.Serializer[Any]):
    """The query of `GET /api/history`."""

    status = serializers.ChoiceField(choices=Status.choices, required=False, allow_blank=True)
    mode = serializers.ChoiceField(choices=Mode.choices, required=False, allow_blank=True)
    q = PromptField(required=False, allow_blank=True, help_text="words of the prompt")
    parent = serializers.UUIDField(required=False)  # type: ignore[assignment]  # the wire name
    trash = serializers.BooleanField(
        required=False, default=False, help_text="list what is in the trash instead"
    )


class DeletionQuerySerializer(serializers.Serializer[Any]):
    """The query of `DELETE /api/generate/{id}`."""

    permanent = serializers.BooleanField(
        required=False, default=False, help_text="remove it for good, in the trash or not"
    )
