"""What the recipe endpoints answer."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from generation.recipes.models import Recipe
from generation.serializers import GenerationSerializer


class RecipeSerializer(serializers.ModelSerializer[Recipe]):
    """A plan with a name."""

    plan = serializers.SerializerMethodField()
    isShared = serializers.BooleanField(source="is_shared", read_only=True)
    shareUrl = serializers.SerializerMethodField()
    createdAt = serializers.DateTimeField(source="created_at", read_only=True)

    class Meta:
        model = Recipe
        fields = (
            "id",
            "name",
            "description",
            "plan",
            "isShared",
            "shareUrl",
            "uses",
            "createdAt",
        )
        read_only_fields = fields

    @extend_schema_field({"type": "array", "items": {"type": "object"}})
    def get_plan(self, recipe: Recipe) -> list[dict[str, object]]:
        return recipe.steps

    @extend_schema_field({"type": ["string", "null"], "format": "uri"})
    def get_shareUrl(self, recipe: Recipe) -> str | None:
        """None while only its owner sees it."""
        return recipe.share_url


class AppliedSerializer(serializers.Serializer[None]):
    results = GenerationSerializer(many=True, read_only=True)
