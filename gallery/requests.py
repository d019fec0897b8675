"""What the gallery endpoints take, checked."""

from typing import Any

from rest_framework import serializers

from gallery.access import KEYSETS
from gallery.texts import DescriptionField, ReasonField, SearchField, TitleField

BEFORE_HELP = "everybody who sees the item sees the picture the edit started from, too"


class EditSerializer(serializers.Serializer[Any]):
    """The body of `PATCH /api/gallery/{id}`; what is left out stays."""

    title = TitleField()
    description = DescriptionField(allow_blank=True, default="")
    isPublic = serializers.BooleanField(source="is_public", default=True)
    showBefore = serializers.BooleanField(source="show_before", default=True, help_text=BEFORE_HELP)


class PublishSerializer(EditSerializer):
    """The body of `POST /api/gallery`."""

    generationId = serializers.UUIDField(source="generation_id")
    outputId = serializers.UUIDField(
        source="output_id", default=None, allow_null=True, help_text="the first where left out"
    )


class ReportSerializer(serializers.Serializer[Any]):
    """The body of `POST /api/gallery/{id}/report`."""

    reason = ReasonField()


class GalleryQuerySerializer(serializers.Serializer[Any]):
    """The query of `GET /api/gallery`, and of the gallery page."""

    sort = serializers.ChoiceField(choices=list(KEYSETS), default="new")
    q = SearchField(allow_blank=True, default="", help_text="words of title, text or prompt")
    author = serializers.UUIDField(required=False, help_text="a user's id")


class OEmbedQuerySerializer(serializers.Serializer[Any]):
    """The query of `GET /api/oembed` (oEmbed 1.0, section 2.2)."""

    url = serializers.CharField(max_length=2000)
    maxwidth = serializers.IntegerField(min_value=1, required=False, help_text="pixels")
    maxheight = serializers.IntegerField(min_value=1, required=False, help_text="pixels")
    format = serializers.CharField(max_length=20, default="json")
