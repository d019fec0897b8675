"""Shapes of uploads that come in pieces."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from files.resumable.models import Upload
from files.serializers import URI

NAME_LENGTH = 1000


class BeginningSerializer(serializers.Serializer[Any]):
    """What a client that knows no tus says before its first chunk."""

    size = serializers.IntegerField(min_value=0, help_text="bytes of the whole file")
    name = serializers.CharField(
        max_length=NAME_LENGTH, required=False, allow_blank=True, default=""
    )


class UploadStateSerializer(serializers.ModelSerializer[Upload]):
    """An upload under way."""

    url = serializers.SerializerMethodField(help_text="where its pieces go")
    size = serializers.IntegerField(
        source="length", read_only=True, allow_null=True, help_text="bytes of the whole file"
    )
    offset = serializers.IntegerField(read_only=True, help_text="bytes that are safe")
    expiresAt = serializers.DateTimeField(source="expires_at", read_only=True)

    class Meta:
        model = Upload
        fields = ("id", "url", "name", "size", "offset", "expiresAt")
        read_only_fields = fields

    @extend_schema_field(URI)
    def get_url(self, upload: Upload) -> str:
        return str(self.context["request"].build_absolute_uri(upload.url))
