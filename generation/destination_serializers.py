"""What the router is asked and answers over HTTP."""

from typing import Any

from rest_framework import serializers

from generation.destinations import Destination
from generation.models import Mode
from generation.requests import MAX_REFERENCES, PromptField, SettingsField
from generation.routing import Ask


class AskSerializer(serializers.Serializer[Any]):
    """A request without its pictures: only how many there are."""

    prompt = PromptField(required=False, allow_blank=True, default="")
    mode = serializers.ChoiceField(choices=Mode.choices)
    mask = serializers.BooleanField(required=False, default=False, help_text="whether one comes")
    references = serializers.IntegerField(
        required=False, default=0, min_value=0, max_value=MAX_REFERENCES
    )
    settings = SettingsField(required=False)

    def ask(self) -> Ask:
        given = self.validated_data
        return Ask.of(
            given.get("settings", {}),
            prompt=given["prompt"],
            mode=given["mode"],
            mask=given["mask"],
            references=given["references"],
        )


class DestinationSerializer(serializers.Serializer[Destination]):
    """Who would take the request, and where that is."""

    provider = serializers.CharField(source="can.name")
    label = serializers.CharField(source="can.label")  # type: ignore[assignment]  # the wire name
    model = serializers.CharField(source="choice.model")
    isLocal = serializers.SerializerMethodField(help_text="nothing leaves this machine")
    host = serializers.SerializerMethodField(help_text="where it goes, or null")
    cost = serializers.IntegerField(source="can.cost", help_text="of the allowance, a picture")
    sentence = serializers.CharField(help_text="for the person who asks")

    def get_isLocal(self, destination: Destination) -> bool:
        return not destination.can.is_remote

    def get_host(self, destination: Destination) -> str | None:
        return destination.can.host or None
