"""`/api/oembed`: how other sites show a picture of the gallery (oEmbed 1.0, type photo).

Its names are oEmbed's own, so they are not in camel case.
"""

import re
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from files.models import StoredFile
from files.variants.choosing import THUMBNAIL, WIDTHS
from gallery.access import visible_item
from gallery.errors import ItemNotFound
from gallery.models import GalleryItem
from gallery.requests import OEmbedQuerySerializer
from nanobanana.http.errors import error_body

CACHE_AGE = 3600
ONLY_JSON = "Only JSON is offered here: leave `format` out, or ask for `json`."
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class OEmbedSerializer(serializers.Serializer[Any]):
    version = serializers.CharField()
    type = serializers.CharField()
    title = serializers.CharField()
    author_name = serializers.CharField()
    provider_name = serializers.CharField()
    provider_url = serializers.URLField()
    cache_age = serializers.IntegerField(help_text="seconds")
    url = serializers.URLField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    thumbnail_url = serializers.URLField()
    thumbnail_width = serializers.IntegerField()
    thumbnail_height = serializers.IntegerField()


class OEmbedView(APIView):
    @extend_schema(parameters=[OEmbedQuerySerializer], responses=OEmbedSerializer)
    def get(self, request: Request) -> Response:
        """How to show the public gallery item at `url`."""
        query = OEmbedQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        wanted = query.validated_data
        if wanted["format"] != "json":
            # An answer, not an exception: 501 is oEmbed's word for it, and nothing here is broken.
            return Response(error_body(501, "format_not_offered", ONLY_JSON), status=501)
        item = visible_item(None, item_id_in(wanted["url"]))
        return Response(embedding(item, wanted.get("maxwidth"), wanted.get("maxheight")))


def item_id_in(url: str) -> UUID:
    """The id in the address of an item's page on this site. Raises ItemNotFound."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise ItemNotFound(attr="url") from error
    here = parts.scheme in {"http", "https"} and parts.netloc == urlsplit(settings.SITE_URL).netloc
    path = parts.path.removesuffix("/")
    last = path.rpartition("/")[2]
    if not here or not ID.fullmatch(last) or path != reverse("gallery:item", args=[UUID(last)]):
        raise ItemNotFound(attr="url")
    return UUID(last)


def embedding(item: GalleryItem, max_width: int | None, max_height: int | None) -> dict[str, Any]:
    """The oEmbed answer, with the largest copy that fits into the given pixels."""
    url, width, height = fitting_copy(item.image, max_width, max_height)
    thumb_width, thumb_height = size_at(item.image, THUMBNAIL.width)
    return {
        "version": "1.0",
        "type": "photo",
        "title": item.title,
        "author_name": item.author_name,
        "provider_name": "Nano Banana",
        "provider_url": settings.SITE_URL,
        "cache_age": CACHE_AGE,
        "url": url,
        "width": width,
        "height": height,
        "thumbnail_url": f"{settings.SITE_URL}{item.image.thumbnail_url}",
        "thumbnail_width": thumb_width,
        "thumbnail_height": thumb_height,
    }


def fitting_copy(
    file: StoredFile, max_width: int | None, max_height: int | None
) -> tuple[str, int, int]:
    """Address, width and height of the largest offered copy within the limits, else of the
    smallest one."""
    url = f"{settings.SITE_URL}{file.url}"
    sizes = {f"{url}?w={w}": size_at(file, w) for w in WIDTHS if w < file.width}
    sizes[url] = (file.width, file.height)
    fitting = [
        (address, *size)
        for address, size in sizes.items()
        if size[0] <= (max_width or size[0]) and size[1] <= (max_height or size[1])
    ]
    return fitting[-1] if fitting else next((url, *size) for url, size in sizes.items())


def size_at(file: StoredFile, width: int | None) -> tuple[int, int]:
    """Width and height of a copy of that width; a narrower picture is never enlarged."""
    if width is None or width >= file.width:
        return file.width, file.height
    return width, max(1, round(file.height * width / file.width))
