import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from generation.studio.normalising import normalised


def test_rgb_is_taken_as_it_is() -> None:
    image = Image.new("RGB", (3, 2))

    assert normalised(image) is image


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("1", "RGB"),
        ("L", "RGB"),
        ("P", "RGB"),
        ("CMYK", "RGB"),
        ("YCbCr", "RGB"),
        ("LAB", "RGB"),
        ("HSV", "RGB"),
        ("I", "RGB"),
        ("I;16", "RGB"),
        ("F", "RGB"),
        ("LA", "RGBA"),
        ("PA", "RGBA"),
        ("La", "RGBA"),
        ("RGBa", "RGBA"),
    ],
)
def test_every_mode_is_taken(mode: str, expected: str) -> None:
    assert normalised(Image.new(mode, (3, 2))).mode == expected


def test_palette_transparency_becomes_alpha() -> None:
    image = Image.new("P", (2, 1), 0)
    image.info["transparency"] = 0

    assert normalised(image).getpixel((0, 0)) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("levels", "expected"), [([0, 32768, 65535], [0, 128, 255]), ([0, 256, 0], [0, 1, 0])]
)
def test_sixteen_bits_become_eight(levels: list[int], expected: list[int]) -> None:
    image = Image.fromarray(np.array([levels], dtype=np.uint16))

    assert list(np.asarray(normalised(image))[0, :, 0]) == expected


def test_real_numbers_up_to_one_are_parts_of_white() -> None:
    image = Image.fromarray(np.array([[0, 0.5, 1, np.nan]], dtype=np.float32))

    assert list(np.asarray(normalised(image))[0, :, 0]) == [0, 128, 255, 0]


def test_a_picture_lying_on_its_side_is_turned_upright() -> None:
    image = Image.new("RGB", (3, 2))
    image.getexif()[0x0112] = 6

    assert normalised(image).size == (2, 3)


def test_a_colour_profile_is_converted_to_srgb() -> None:
    image = Image.new("RGB", (1, 1), (200, 100, 50))
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    image.info["icc_profile"] = lab.tobytes()
    red, green, blue = normalised(image).getpixel((0, 0))  # type: ignore[misc]

    assert abs(red - 200) + abs(green - 100) + abs(blue - 50) <= 3


def test_a_broken_profile_is_overlooked() -> None:
    image = Image.new("RGB", (1, 1), (200, 100, 50))
    image.info["icc_profile"] = b"no profile"

    assert normalised(image).getpixel((0, 0)) == (200, 100, 50)


def test_a_cmyk_jpeg_is_taken() -> None:
    stream = io.BytesIO()
    Image.new("CMYK", (8, 8), (0, 255, 255, 0)).save(stream, "JPEG")
    stream.seek(0)

    red, green, _ = normalised(Image.open(stream)).getpixel((4, 4))  # type: ignore[misc]
    assert red > 200
    assert green < 60
