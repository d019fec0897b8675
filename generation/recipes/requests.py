"""What the recipe endpoints take, checked."""

from typing import Any

from rest_framework import serializers

from generation.recipes.models import DESCRIPTION_LENGTH, NAME_LENGTH
from generation.recipes.services import MOST_PICTURES
from generation.requests import PromptField
from generation.texts import LineField, TextField


class EditRecipeSerializer(serializers.Serializer[Any]):
    """The body of `PATCH /api/recipes/:id`."""

    name = LineField(max_length=NAME_LENGTH, required=False)
    description = TextField(max_length=DESCRIPTION_LENGTH, required=False, allow_blank=True)
    isShared = serializers.BooleanField(
        source="is_shared", required=False, help_text="whoever has the link sees and uses it"
    )


class RecipeBodySerializer(EditRecipeSerializer):
    """The body of `POST /api/recipes`: one of `generationId`, `plan` and `prompt`."""

    generationId = serializers.UUIDField(
        source="generation_id", required=False, help_text="keep what was done to it"
    )
    plan = serializers.ListField(
        source="steps",
        child=serializers.DictField(),
        required=False,
        help_text="operations as `metadata.plan` of a generation shows them",
    )
    prompt = PromptField(source="words", required=False, help_text="keep what the words ask for")

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        sources = {"generation_id", "steps", "words"} & given.keys()
        if len(sources) != 1:
            raise serializers.ValidationError(
                "Send one of generationId, plan and prompt.", code="one_source"
            )
        return given


class ApplySerializer(serializers.Serializer[Any]):
    """The body of `POST /api/recipes/:id/apply`."""

    inputImages = serializers.ListField(
        child=serializers.UUIDField(),
        min_length=1,
        max_length=MOST_PICTURES,
        help_text="File ids",
    )
