"""Shrinks and encodes pictures. Knows neither Django nor storage."""

import io
import math
from typing import Any

from PIL import ExifTags, Image

from files.colours import is_plain, to_srgb
from files.decoding import TURNS

ENCODINGS: dict[str, dict[str, Any]] = {
    # Method 2 halves the time of the default at nearly the same size.
    "webp": {"format": "WEBP", "quality": 82, "method": 2},
    "avif": {"format": "AVIF", "quality": 60, "speed": 8},
    "jpeg": {"format": "JPEG", "quality": 88},
    "png": {"format": "PNG", "compress_level": 4},
}
LONGEST = {"webp": 16_383, "avif": 32_768, "jpeg": 65_500}
"""The longest side in pixels that a format can hold; a longer picture is made to fit."""

MOST_PIXELS = {"webp": 16_000_000, "avif": 8_000_000}
"""These encoders take seconds past so many pixels; a larger picture is made to fit."""

SIDEWAYS = (
    Image.Transpose.TRANSPOSE,
    Image.Transpose.ROTATE_270,
    Image.Transpose.TRANSVERSE,
    Image.Transpose.ROTATE_90,
)


def shrunk(data: bytes, width: int | None, format_name: str) -> Image.Image:
    """The picture that `data` encodes, upright, `width` pixels wide unless it is narrower, and no
    larger than the format can take."""
    with Image.open(io.BytesIO(data)) as image:
        turn = TURNS.get(image.getexif().get(ExifTags.Base.Orientation))
        is_sideways = turn in SIDEWAYS
        size = size_of(image.size[::-1] if is_sideways else image.size, width, format_name)
        lying = size[::-1] if is_sideways else size
        # The fitted size, not a square: JPEG then decodes straight to the nearest eighth.
        image.draft(None, lying)
        image.load()
        # A vendor's picture, kept to the byte, may have a palette, inks or 16 bits.
        small = image if is_plain(image) else to_srgb(image)
        if small.size != lying:
            small = small.resize(lying, Image.Resampling.LANCZOS, reducing_gap=2.0)
    # Turned when it is small: there is less to turn.
    return small if turn is None else small.transpose(turn)


def encoded(image: Image.Image, format_name: str) -> bytes:
    """The picture in one of ENCODINGS, on white where the format knows no transparency."""
    if format_name == "jpeg" and image.mode == "RGBA":
        image = on_white(image)
    buffer = io.BytesIO()
    image.save(buffer, **ENCODINGS[format_name])
    return buffer.getvalue()


def size_of(full: tuple[int, int], wanted: int | None, format_name: str) -> tuple[int, int]:
    """Width and height in pixels: no wider than wanted, no more than the format can take."""
    width, height = full
    longest = LONGEST.get(format_name, max(full))
    most = MOST_PIXELS.get(format_name, width * height)
    scale = min(
        1.0,
        (wanted or width) / width,
        longest / max(full),
        math.sqrt(most / (width * height)),
    )
    return max(1, round(width * scale)), max(1, round(height * scale))


def on_white(image: Image.Image) -> Image.Image:
    """What a format without transparency shows of an RGBA picture."""
    page = Image.new("RGB", image.size, "white")
    page.paste(image, mask=image.getchannel("A"))
    return page
