"""What copies look like, and the placeholders."""

import base64
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageOps

from files.models import Blob, StoredFile
from files.tests.conftest import Caller, body, encoded, opened
from files.variants.encoding import encoded as encoded_as
from files.variants.encoding import shrunk
from files.variants.placeholders import placeholder_of

PREFIX = "data:image/webp;base64,"


def corners() -> Image.Image:
    """A picture that looks different in each corner, 640 × 480."""
    down, across = np.mgrid[0:480, 0:640]
    red, green = across * 255 // 640, down * 255 // 480
    blue = np.where((across < 320) & (down < 240), 220, 40)
    return Image.fromarray(np.dstack([red, green, blue]).astype("uint8"), "RGB")


def distance(one: Image.Image, other: Image.Image) -> float:
    """The mean absolute difference, in levels of 255."""
    assert one.size == other.size
    left, right = (np.asarray(image.convert("RGB"), dtype=np.int16) for image in (one, other))
    return float(np.abs(left - right).mean())


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_copies_are_upright_whatever_the_camera_noted(orientation: int, kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encoded(corners(), kind, exif=exif)
    upright = ImageOps.exif_transpose(opened(data))
    small = shrunk(data, 240, "webp")
    assert small.width == 240
    assert distance(small, upright.resize(small.size, Image.Resampling.LANCZOS)) < 3


def test_formats_without_transparency_show_white_behind() -> None:
    clear = Image.new("RGBA", (20, 20), (255, 0, 0, 0))
    assert opened(encoded_as(clear, "jpeg")).getpixel((5, 5)) == (255, 255, 255)
    webp = opened(encoded_as(clear, "webp")).convert("RGBA")
    assert webp.getchannel("A").getextrema() == (0, 0)


def decoded(url: str) -> Image.Image:
    assert url.startswith(PREFIX)
    return opened(base64.b64decode(url.removeprefix(PREFIX)))


@pytest.mark.parametrize(
    ("size", "tiny"), [((640, 480), (16, 12)), ((300, 600), (8, 16)), ((3000, 4), (16, 1))]
)
def test_a_placeholder_is_a_tiny_picture_in_a_data_url(
    size: tuple[int, int], tiny: tuple[int, int]
) -> None:
    image = corners().resize(size)
    url = placeholder_of(image)
    assert len(url) <= 300
    assert decoded(url).size == tiny
    assert distance(decoded(url), image.resize(tiny, Image.Resampling.BOX)) < 20


def test_even_noise_makes_a_short_placeholder() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (480, 480, 3), dtype="uint8")
    tiny = Image.fromarray(noise).resize((16, 16), Image.Resampling.NEAREST)
    assert len(placeholder_of(tiny)) <= 500


@pytest.mark.parametrize(
    ("mode", "color", "has_one"),
    [("L", 128, True), ("RGB", "teal", True), ("RGBA", (9, 9, 9, 255), True),
     ("RGBA", (9, 9, 9, 254), False)],
)  # fmt: skip
def test_only_what_one_cannot_see_through_gets_a_placeholder(
    mode: str, color: Any, has_one: bool
) -> None:
    assert bool(placeholder_of(Image.new(mode, (40, 30), color))) is has_one


@pytest.mark.django_db
def test_an_upload_has_its_placeholder_and_its_thumbnail_from_the_start(
    store: Callable[..., StoredFile],
) -> None:
    file = store(encoded(corners()))
    assert decoded(file.blob.placeholder).size == (16, 12)
    assert Blob.objects.get().placeholder == file.blob.placeholder
    assert [row.name for row in file.blob.variants.all()] == ["480.webp"]


@pytest.mark.django_db
def test_pictures_from_before_there_were_placeholders_get_one_with_their_next_copy(
    caller: Caller, store: Callable[..., StoredFile]
) -> None:
    for query, is_old in (("w=240", False), ("w=480&format=webp", True)):
        image = corners()
        image.putpixel((0, 0), (is_old, 1, 2))
        file = store(encoded(image))
        before = file.blob.placeholder
        Blob.objects.update(placeholder="")
        if is_old:
            file.blob.variants.all().delete()
        body(caller.get(f"/api/files/{file.pk}?{query}"))
        after = Blob.objects.get(pk=file.blob.pk).placeholder
        assert distance(decoded(after), decoded(before)) < 8
