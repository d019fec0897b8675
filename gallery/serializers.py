"""What the gallery endpoints answer."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from files.models import StoredFile
from files.serializers import URI
from gallery.models import GalleryItem


class PictureSerializer(serializers.Serializer[StoredFile]):
    url = serializers.SerializerMethodField()
    thumbnailUrl = serializers.SerializerMethodField()
    width = serializers.IntegerField(read_only=True)
    height = serializers.IntegerField(read_only=True)

    @extend_schema_field(URI)
    def get_url(self, file: StoredFile) -> str:
        return str(self.context["request"].build_absolute_uri(file.url))

    @extend_schema_field(URI)
    def get_thumbnailUrl(self, file: StoredFile) -> str:
        return str(self.context["request"].build_absolute_uri(file.thumbnail_url))


class AuthorSerializer(serializers.Serializer[GalleryItem]):
    """The user who published an item. Never more of a user than these three."""

    id = serializers.UUIDField(source="owner.user_id")
    name = serializers.CharField(source="author_name")
    avatar = serializers.SerializerMethodField()

    @extend_schema_field({"type": ["string", "null"], "format": "uri"})
    def get_avatar(self, item: GalleryItem) -> str | None:
        url = item.author_avatar_url
        return str(self.context["request"].build_absolute_uri(url)) if url else None


class GalleryItemSerializer(serializers.ModelSerializer[GalleryItem]):
    """One picture of the gallery, as this visitor sees it."""

    # Context: `request`. Rows come from `with_files()` and `liked_by()`.

    image = PictureSerializer(read_only=True)
    before = PictureSerializer(read_only=True, allow_null=True)
    author = serializers.SerializerMethodField()
    isPublic = serializers.BooleanField(source="is_public", read_only=True)
    liked = serializers.BooleanField(read_only=True, help_text="by this visitor")
    createdAt = serializers.DateTimeField(source="created_at", read_only=True)
    shareUrl = serializers.URLField(source="share_url", read_only=True)
    generationId = serializers.SerializerMethodField()

    class Meta:
        model = GalleryItem
        fields = (
            "id",
            "title",
            "description",
            "image",
            "before",
            "prompt",
            "author",
            "isPublic",
            "likes",
            "liked",
            "createdAt",
            "shareUrl",
            "generationId",
        )
        read_only_fields = fields

    @extend_schema_field(AuthorSerializer(allow_null=True))
    def get_author(self, item: GalleryItem) -> dict[str, Any] | None:
        if item.owner.user_id is None:
            return None
        return dict(AuthorSerializer(item, context=self.context).data)

    @extend_schema_field({"type": ["string", "null"], "format": "uuid"})
    def get_generationId(self, item: GalleryItem) -> str | None:
        """For the owner only."""
        visitor = self.context["request"].visitor.row
        own = visitor is not None and visitor.pk == item.owner_id
        return str(item.generation_id) if own and item.generation_id else None


class LikeSerializer(serializers.Serializer[GalleryItem]):
    likes = serializers.IntegerField()
    liked = serializers.BooleanField()
