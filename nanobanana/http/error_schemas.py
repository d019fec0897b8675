"""How the OpenAPI schema shows errors: the contract's one shape under every status."""

from typing import Any

from rest_framework import serializers

ERROR_TYPES = ("validation_error", "client_error", "server_error")


class ErrorSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="stable, for programs")
    detail = serializers.CharField(help_text="for people")
    attr = serializers.CharField(allow_null=True, help_text="the field at fault")


class ErrorResponseSerializer(serializers.Serializer[Any]):
    type = serializers.ChoiceField(choices=ERROR_TYPES)
    errors = ErrorSerializer(many=True)  # type: ignore[assignment]  # the wire name
