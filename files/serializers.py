"""Shapes of the file endpoints."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from files.kinds import ONE_OF
from files.models import StoredFile

URI = {"type": "string", "format": "uri"}


class UploadSerializer(serializers.Serializer[StoredFile]):
    file = serializers.FileField(help_text=f"A picture: {ONE_OF}.", allow_empty_file=True)


class FileSerializer(serializers.ModelSerializer[StoredFile]):
    url = serializers.SerializerMethodField()
    thumbnailUrl = serializers.SerializerMethodField()
    contentType = serializers.CharField(source="blob.content_type", read_only=True)
    size = serializers.IntegerField(source="blob.size", read_only=True, help_text="bytes")
    width = serializers.IntegerField(source="blob.width", read_only=True)
    height = serializers.IntegerField(source="blob.height", read_only=True)
    sha256 = serializers.CharField(source="blob.sha256", read_only=True)
    createdAt = serializers.DateTimeField(source="created_at", read_only=True)

    class Meta:
        model = StoredFile
        fields = (
            "id",
            "url",
            "thumbnailUrl",
            "name",
            "contentType",
            "size",
            "width",
            "height",
            "sha256",
            "createdAt",
            "kind",
        )
        read_only_fields = fields

    @extend_schema_field(URI)
    def get_url(self, file: StoredFile) -> str:
        return str(self.context["request"].build_absolute_uri(file.url))

    @extend_schema_field(URI)
    def get_thumbnailUrl(self, file: StoredFile) -> str:
        return str(self.context["request"].build_absolute_uri(file.thumbnail_url))
