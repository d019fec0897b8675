import uuid
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from PIL import Image

from files.decoding import encode
from files.models import StoredFile
from files.storing import store_picture
from gallery.models import GalleryItem
from gallery.services import update_item
from gallery.tests.conftest import Caller, codes, owner_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def wide(item: GalleryItem, caller: Caller) -> GalleryItem:
    """An item whose picture is 1000 by 500 pixels."""
    picture = encode(Image.new("L", (1000, 500)), lossy=False)
    kind = StoredFile.Kind.OUTPUT
    item.image = store_picture(owner_of(caller), picture, name="wide.png", kind=kind)
    item.save()
    return item


def ask(nobody: Caller, **query: Any) -> Any:
    return nobody.send("get", f"/api/oembed?{urlencode(query)}")


def test_oembed_answers_a_photo(wide: GalleryItem, nobody: Caller) -> None:
    file = f"{settings.SITE_URL}/api/files/{wide.image.pk}"
    assert ask(nobody, url=wide.share_url, format="json").json() == {
        "version": "1.0",
        "type": "photo",
        "title": "Mine",
        "author_name": "A visitor",
        "provider_name": "Nano Banana",
        "provider_url": settings.SITE_URL,
        "cache_age": 3600,
        "url": file,
        "width": 1000,
        "height": 500,
        "thumbnail_url": f"{file}?w=480&format=webp",
        "thumbnail_width": 480,
        "thumbnail_height": 240,
    }


@pytest.mark.parametrize(
    ("limits", "shown"),
    [
        ({"maxwidth": 1000}, ("", 1000, 500)),
        ({"maxwidth": 999}, ("?w=960", 960, 480)),
        ({"maxwidth": 500}, ("?w=480", 480, 240)),
        ({"maxheight": 479}, ("?w=480", 480, 240)),
        ({"maxwidth": 5000, "maxheight": 130}, ("?w=240", 240, 120)),
        ({"maxwidth": 1}, ("?w=240", 240, 120)),
    ],
)
def test_oembed_fits_the_limits(
    wide: GalleryItem, nobody: Caller, limits: dict[str, int], shown: tuple[str, int, int]
) -> None:
    body = ask(nobody, url=wide.share_url, **limits).json()
    copy = body["url"].removeprefix(f"{settings.SITE_URL}/api/files/{wide.image.pk}")
    assert (copy, body["width"], body["height"]) == shown


def test_oembed_takes_slash_and_query(item: GalleryItem, nobody: Caller) -> None:
    assert ask(nobody, url=f"{item.share_url}/?from=chat#top").status_code == 200


def test_oembed_knows_only_public_items_of_this_site(item: GalleryItem, nobody: Caller) -> None:
    site = settings.SITE_URL
    for url in (
        "",
        "gallery",
        "http://[",
        f"{site}/",
        f"{site}/gallery/{uuid.uuid4()}",
        f"{site}/api/files/{item.image.pk}",
        f"{site}/gallery/7",
        item.share_url.replace(site, "http://elsewhere.example"),
        item.share_url.replace("http", "ftp", 1),
    ):
        assert ask(nobody, url=url).status_code == (404 if url else 400)
    update_item(item, is_public=False)
    response = ask(nobody, url=item.share_url)
    assert (response.status_code, codes(response)) == (404, [("not_found", None)])


def test_oembed_refuses_bad_queries(item: GalleryItem, nobody: Caller) -> None:
    assert codes(nobody.send("get", "/api/oembed")) == [("required", "url")]
    assert codes(ask(nobody, url=item.share_url, maxwidth=0)) == [("min_value", "maxwidth")]
    assert ask(nobody, url="x\0y").status_code == 400
    xml = ask(nobody, url=item.share_url, format="xml")
    assert (xml.status_code, codes(xml)) == (501, [("format_not_offered", None)])
