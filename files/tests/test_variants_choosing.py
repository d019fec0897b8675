from collections.abc import Callable

import pytest

from files.models import Blob, StoredFile
from files.tests.conftest import Caller, body, opened, picture
from files.variants.choosing import Variant, accepted_types, negotiated

CHROMIUM = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"
SAFARI = "image/webp,image/avif;q=0,image/*;q=0.9"


@pytest.mark.parametrize(
    ("accept", "width", "kind"),
    [
        (CHROMIUM, 480, "avif"),
        (CHROMIUM, 960, "avif"),
        # 1600 × 1200 pixels take AVIF too long.
        (CHROMIUM, 1600, "webp"),
        (SAFARI, 480, "webp"),
        ("image/webp", 480, "webp"),
        ("IMAGE/AVIF ; q=0.5", 480, "avif"),
        ("image/avif;q=0.000, image/webp;q=0", 480, None),
        ("image/avif;q=nonsense", 480, None),
        ("image/*", 480, None),
        ("*/*", 480, None),
        ("", 480, None),
    ],
)
def test_accept_chooses_the_format_where_only_a_width_is_asked_for(
    accept: str, width: int, kind: str | None
) -> None:
    blob = Blob(width=4000, height=3000, content_type="image/jpeg")
    assert negotiated(Variant(width), blob, accept) == Variant(width, kind)


def test_accept_changes_neither_a_named_format_nor_the_stored_picture() -> None:
    blob = Blob(width=4000, height=3000, content_type="image/jpeg")
    for variant in (Variant(480, "jpeg"), Variant(None, "png"), Variant()):
        assert negotiated(variant, blob, CHROMIUM) == variant


def test_parameters_of_a_media_type_are_not_its_name() -> None:
    assert accepted_types("text/html;level=1, image/webp;q=0.1;x=y") == {"text/html", "image/webp"}


@pytest.mark.django_db
def test_a_negotiated_copy_says_that_it_depends_on_accept(
    caller: Caller, store: Callable[..., StoredFile]
) -> None:
    file = store(picture("PNG", (600, 300)))
    path = f"/api/files/{file.pk}?w=240"
    told = {}
    for accept in (CHROMIUM, "image/webp", "*/*"):
        response = caller.get(path, Accept=accept)
        image = opened(body(response))
        assert (image.size, response["Content-Type"]) == (
            (240, 120),
            f"image/{image.format}".lower(),
        )
        assert "Accept" in response["Vary"].split(", ")
        told[image.format] = response["ETag"]
    assert set(told) == {"AVIF", "WEBP", "PNG"}
    assert len(set(told.values())) == 3
    known = {"If-None-Match": told["WEBP"]}
    unchanged = caller.get(path, Accept="image/webp", **known)
    assert (unchanged.status_code, "Accept" in unchanged["Vary"]) == (304, True)
    other = caller.get(path, Accept=CHROMIUM, **known)
    assert (other.status_code, bool(body(other))) == (200, True)


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "?w=240&format=webp", "?format=jpeg"])
def test_what_is_asked_for_by_name_is_the_same_for_every_client(
    caller: Caller, file: StoredFile, query: str
) -> None:
    response = caller.get(f"/api/files/{file.pk}{query}", Accept=CHROMIUM)
    assert "Accept" not in response["Vary"].split(", ")
    assert response["Content-Type"] != "image/avif"
    body(response)
