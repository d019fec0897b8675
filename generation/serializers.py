"""What the generation endpoints answer."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from files.models import StoredFile
from files.serializers import URI
from generation.models import Generation
from generation.plans import plan_operations
from generation.providers.base import Capabilities


class OutputImageSerializer(serializers.Serializer[StoredFile]):
    id = serializers.UUIDField(read_only=True)
    url = serializers.SerializerMethodField()
    thumbnailUrl = serializers.SerializerMethodField()
    width = serializers.IntegerField(read_only=True)
    height = serializers.IntegerField(read_only=True)
    contentType = serializers.CharField(source="blob.content_type", read_only=True)
    size = serializers.IntegerField(source="blob.size", read_only=True, help_text="bytes")

    @extend_schema_field(URI)
    def get_url(self, file: StoredFile) -> str:
        return str(self.context["request"].build_absolute_uri(file.url))

    @extend_schema_field(URI)
    def get_thumbnailUrl(self, file: StoredFile) -> str:
        return str(self.context["request"].build_absolute_uri(file.thumbnail_url))


class ErrorSerializer(serializers.Serializer[Generation]):
    code = serializers.CharField(source="error_code")
    detail = serializers.CharField(source="error_detail")


class FallbackSerializer(serializers.Serializer[Any]):
    """A provider that was asked in vain, and the code of its error."""

    provider = serializers.CharField()
    code = serializers.CharField()


class MetadataSerializer(serializers.Serializer[Generation]):
    model = serializers.CharField(read_only=True)
    provider = serializers.CharField(read_only=True)
    settings = serializers.JSONField(read_only=True)
    plan = serializers.SerializerMethodField()
    recipeId = serializers.UUIDField(source="recipe_id", read_only=True, allow_null=True)
    seed = serializers.IntegerField(read_only=True, allow_null=True)
    explanation = serializers.SerializerMethodField()
    revisedPrompt = serializers.SerializerMethodField()
    fallbacks = serializers.SerializerMethodField(
        help_text="providers that were asked before and were down"
    )
    usage = serializers.JSONField(read_only=True, help_text="what the vendor says it took")
    cost = serializers.IntegerField(read_only=True, help_text="of the allowance, a picture")
    sample = serializers.BooleanField(source="is_sample", read_only=True)
    suggestions = serializers.ListField(child=serializers.CharField(), read_only=True)

    @extend_schema_field({"type": ["array", "null"], "items": {"type": "object"}})
    def get_plan(self, generation: Generation) -> list[dict[str, Any]] | None:
        return plan_operations(generation.plan)

    @extend_schema_field(FallbackSerializer(many=True))
    def get_fallbacks(self, generation: Generation) -> list[dict[str, str]]:
        return [
            {"provider": each["provider"], "code": each["code"]} for each in generation.fallbacks
        ]

    @extend_schema_field({"type": ["string", "null"]})
    def get_explanation(self, generation: Generation) -> str | None:
        return " ".join([*generation.explanation, *generation.notes]) or None

    @extend_schema_field({"type": ["string", "null"]})
    def get_revisedPrompt(self, generation: Generation) -> str | None:
        return generation.revised_prompt or None


class GenerationSerializer(serializers.ModelSerializer[Generation]):
    """One generation. Context: `request`, and `positions` (see `queue_positions`)."""

    userId = serializers.UUIDField(source="owner.user_id", read_only=True, allow_null=True)
    sessionId = serializers.SerializerMethodField()
    inputImage = serializers.SerializerMethodField()
    mask = serializers.SerializerMethodField()
    references = serializers.SerializerMethodField()
    parentId = serializers.UUIDField(source="parent_id", read_only=True, allow_null=True)
    outputImages = OutputImageSerializer(source="outputs", many=True, read_only=True)
    stage = serializers.SerializerMethodField()
    queuePosition = serializers.SerializerMethodField()
    glimpseUrl = serializers.SerializerMethodField(
        help_text="an unfinished picture, while a model shows some"
    )
    processingTime = serializers.IntegerField(
        source="processing_time", read_only=True, allow_null=True, help_text="milliseconds"
    )
    createdAt = serializers.DateTimeField(source="created_at", read_only=True)
    completedAt = serializers.DateTimeField(source="completed_at", read_only=True, allow_null=True)
    deletedAt = serializers.DateTimeField(
        source="trashed_at", read_only=True, allow_null=True, help_text="in the trash since"
    )
    error = serializers.SerializerMethodField()
    metadata = MetadataSerializer(source="*", read_only=True)

    class Meta:
        model = Generation
        fields = (
            "id",
            "userId",
            "sessionId",
            "prompt",
            "mode",
            "inputImage",
            "mask",
            "references",
            "parentId",
            "outputImages",
            "status",
            "progress",
            "stage",
            "queuePosition",
            "glimpseUrl",
            "processingTime",
            "createdAt",
            "completedAt",
            "deletedAt",
            "error",
            "metadata",
        )
        read_only_fields = fields

    @extend_schema_field({"type": ["string", "null"]})
    def get_sessionId(self, generation: Generation) -> str | None:
        visitor = self.context["request"].visitor
        own = visitor.row is not None and visitor.row.pk == generation.owner_id
        return visitor.session_id if own else None

    @extend_schema_field({"type": ["string", "null"], "format": "uuid"})
    def get_inputImage(self, generation: Generation) -> str | None:
        return str(generation.input.pk) if generation.input else None

    @extend_schema_field({"type": ["string", "null"], "format": "uuid"})
    def get_mask(self, generation: Generation) -> str | None:
        return str(generation.mask.pk) if generation.mask else None

    @extend_schema_field({"type": "array", "items": {"type": "string", "format": "uuid"}})
    def get_references(self, generation: Generation) -> list[str]:
        return [str(file.pk) for file in generation.references]

    @extend_schema_field({"type": ["string", "null"]})
    def get_stage(self, generation: Generation) -> str | None:
        return generation.stage or None

    @extend_schema_field({"type": ["integer", "null"]})
    def get_queuePosition(self, generation: Generation) -> int | None:
        positions: dict[UUID, int] = self.context.get("positions", {})
        return positions.get(generation.pk)

    @extend_schema_field({"type": ["string", "null"], "format": "uri"})
    def get_glimpseUrl(self, generation: Generation) -> str | None:
        path = generation.glimpse_url
        return str(self.context["request"].build_absolute_uri(path)) if path else None

    @extend_schema_field(
        {
            "oneOf": [
                {"type": "null"},
                {
                    "type": "object",
                    "properties": {"code": {"type": "string"}, "detail": {"type": "string"}},
                },
            ]
        }
    )
    def get_error(self, generation: Generation) -> dict[str, Any] | None:
        return dict(ErrorSerializer(generation).data) if generation.error_code else None


class ProviderSerializer(serializers.Serializer[Capabilities]):
    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # the wire name
    note = serializers.CharField()
    models = serializers.ListField(child=serializers.CharField())
    modes = serializers.SerializerMethodField()
    masks = serializers.BooleanField()
    maxReferences = serializers.IntegerField(source="max_references")
    maxCount = serializers.IntegerField(source="max_count")
    sizes = serializers.ListField(child=serializers.CharField(), help_text="none means any")
    cost = serializers.IntegerField(help_text="of the monthly allowance, a picture")
    host = serializers.SerializerMethodField(
        help_text="where pictures and words go; null for what stays on this machine"
    )

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_modes(self, capabilities: Capabilities) -> list[str]:
        return sorted(capabilities.modes)

    @extend_schema_field({"type": ["string", "null"]})
    def get_host(self, capabilities: Capabilities) -> str | None:
        return capabilities.host or None
