"""What the preview endpoint takes and answers."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from generation.previewing import Preview
from generation.requests import MAX_REFERENCES, PromptField, SourceField


class PreviewRequestSerializer(serializers.Serializer[Any]):
    """An instruction, the picture and mask it is for, and further pictures."""

    prompt = PromptField()
    inputImage = SourceField(required=False, allow_null=True)
    mask = SourceField(required=False, allow_null=True)
    references = serializers.ListField(
        child=SourceField(), max_length=MAX_REFERENCES, required=False
    )


class StepSerializer(serializers.Serializer[Any]):
    """One operation of a plan."""

    op = serializers.CharField()
    version = serializers.IntegerField()
    params = serializers.JSONField()
    confidence = serializers.FloatField(help_text="0 to 1")


class PreviewSerializer(serializers.Serializer[Preview]):
    """What the studio would do, and a small picture of it."""

    plan = serializers.SerializerMethodField()
    unmatched = serializers.ListField(child=serializers.CharField(), source="plan.unmatched")
    suggestions = serializers.ListField(child=serializers.CharField(), source="plan.suggestions")
    explanation = serializers.ListField(child=serializers.CharField())
    notes = serializers.ListField(child=serializers.CharField())
    confidence = serializers.FloatField(help_text="0 to 1")
    picture = serializers.SerializerMethodField(help_text="WebP as a data: URL, or null")
    width = serializers.IntegerField(help_text="pixels, 0 without a picture")
    wantsPictures = serializers.IntegerField(
        source="wanted", help_text="how many pictures besides the first the words speak of"
    )
    height = serializers.IntegerField(help_text="pixels, 0 without a picture")

    @extend_schema_field(StepSerializer(many=True))
    def get_plan(self, preview: Preview) -> list[dict[str, Any]]:
        return list(preview.plan.to_json()["plan"])

    def get_picture(self, preview: Preview) -> str | None:
        return preview.picture or None
