import io

import numpy as np
import pytest
from PIL import Image

from generation.studio import Plan, execute
from generation.studio.operations import Crop, Grayscale, Text, Vignette
from generation.studio.painter import paint
from generation.studio.previews import PREVIEW_SIDE, encode_preview, open_small, preview, shrunk


def stored(image: Image.Image, kind: str, orientation: int = 1) -> io.BytesIO:
    exif = Image.Exif()
    exif[0x0112] = orientation
    stream = io.BytesIO()
    image.save(stream, kind, exif=exif)
    stream.seek(0)
    return stream


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_open_small_is_upright_and_within_the_side(kind: str) -> None:
    image = Image.new("RGB", (3000, 1500), "blue")
    image.paste((255, 0, 0), (0, 0, 1500, 1500))

    small = open_small(stored(image, kind, orientation=6))

    assert small.size == (640, 1280)
    # Turned clockwise, what was left is above.
    red, _, blue = small.getpixel((300, 100))  # type: ignore[misc]
    assert red > 240
    assert blue < 15


def test_open_small_keeps_transparency() -> None:
    image = Image.new("RGBA", (2600, 1300), (0, 255, 0, 0))
    image.paste((0, 0, 255, 255), (1300, 0, 2600, 1300))

    small = open_small(stored(image, "PNG"))

    assert (small.mode, small.size) == ("RGBA", (1280, 640))
    assert small.getpixel((10, 10))[3] == 0  # type: ignore[index]
    assert small.getpixel((1200, 10)) == (0, 0, 255, 255)


def test_open_small_needs_its_file_no_longer() -> None:
    with stored(Image.new("RGB", (40, 30), "red"), "JPEG") as source:
        small = open_small(source)

    assert np.asarray(small).shape == (30, 40, 3)


def test_open_small_enlarges_nothing() -> None:
    assert open_small(stored(Image.new("L", (40, 30)), "PNG")).size == (40, 30)


def test_preview_looks_like_the_final_picture() -> None:
    image = paint("mountains", seed=3, width=1800, height=1200)
    plan = Plan((Grayscale(), Vignette(), Crop(width=1, height=1), Text(text="Peaks")))

    final = shrunk(execute(plan, image).image, 800)
    early = preview(plan, image).image.resize(final.size, Image.Resampling.BOX)

    difference = np.abs(np.asarray(final).astype(int) - np.asarray(early).astype(int))
    assert difference.mean() < 3


def test_encoded_preview_is_a_small_webp() -> None:
    data = encode_preview(Image.new("RGB", (5000, 100)))

    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.size) == ("WEBP", (PREVIEW_SIDE, 26))


def test_cuts_in_pixels_are_kept_in_proportion() -> None:
    image = Image.new("RGB", (2560, 1280))
    plan = Plan((Crop(left=512, unit="pixels"),))

    assert preview(plan, image).image.size == (1024, 640)
    assert preview(plan, shrunk(image), scale=0.5).image.size == (1024, 640)
