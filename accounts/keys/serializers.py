"""Shapes of the endpoints of keys."""

from typing import Any

from rest_framework import serializers

from accounts.keys.models import ApiKey, Scope
from accounts.names import NameField


class ApiKeySerializer(serializers.ModelSerializer[ApiKey]):
    """A key without its secret."""

    createdAt = serializers.DateTimeField(source="created_at", read_only=True)
    lastUsedAt = serializers.DateTimeField(
        source="last_used_at", read_only=True, allow_null=True, help_text="to the minute"
    )
    scopes = serializers.ListField(child=serializers.ChoiceField(Scope.choices), read_only=True)

    class Meta:
        model = ApiKey
        fields: tuple[str, ...] = ("id", "name", "prefix", "scopes", "createdAt", "lastUsedAt")
        read_only_fields = fields


class NewKeySerializer(ApiKeySerializer):
    """A key just made, with its secret: it is shown this once."""

    key = serializers.SerializerMethodField(help_text="the secret; it is never shown again")

    class Meta(ApiKeySerializer.Meta):
        fields = (*ApiKeySerializer.Meta.fields, "key")
        read_only_fields = fields

    def get_key(self, key: ApiKey) -> str:
        return str(self.context["secret"])


class KeyWishSerializer(serializers.Serializer[Any]):
    """The body of `POST /api/auth/keys`."""

    name = NameField()
    scopes = serializers.MultipleChoiceField(
        choices=Scope.choices, required=False, allow_empty=False, help_text="both where left out"
    )
