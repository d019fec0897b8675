"""Smaller and other-format copies of stored pictures, made once and kept beside them."""

import io
import math
import threading
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from files.crowd import picture_work
from files.errors import FileNotFound, VariantUnknown
from files.models import Blob

WIDTHS = (240, 480, 960, 1600)
"""Offered widths in pixels; a narrower picture is never enlarged."""

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

making = threading.RLock()
"""Held by whoever makes a smaller or other copy: each holds a whole picture in memory."""

FILE_GONE = "The bytes of this file are gone from the storage."


@dataclass(frozen=True)
class Variant:
    """Which copy: `width` in pixels or None for the full one, `format` or None for the stored."""

    width: int | None = None
    format: str | None = None

    @property
    def is_original(self) -> bool:
        return self.width is None and self.format is None

    @property
    def name(self) -> str:
        return f"{self.width or 'full'}.{self.format}"


THUMBNAIL = Variant(480, "webp")


def read_variant(width: str, format_name: str) -> Variant:
    """The variant that `?w=` and `?format=` name. Raises VariantUnknown."""
    if width and width not in {str(offered) for offered in WIDTHS}:
        raise VariantUnknown(f"Offered widths are {', '.join(map(str, WIDTHS))}.", attr="w")
    if format_name and format_name not in ENCODINGS:
        raise VariantUnknown(f"Offered formats are {', '.join(ENCODINGS)}.", attr="format")
    return Variant(int(width) if width else None, format_name or None)


def variant_name(blob: Blob, variant: Variant) -> tuple[str, str]:
    """The storage name and content type of a variant, which is made now if it is missing.

    Raises FileNotFound where the stored bytes are gone, TooBusy where too many wait already.
    """
    variant = _fitted(blob, variant)
    if variant.is_original:
        return blob.original, blob.content_type
    name = f"{blob.folder}/{variant.name}"
    try:
        if not default_storage.exists(name):
            _make_once(blob, variant, name)
    except FileNotFoundError as error:
        # Gone before, or removed by its owner in this very moment.
        raise FileNotFound(FILE_GONE) from error
    return name, f"image/{variant.format}"


def _make_once(blob: Blob, variant: Variant, name: str) -> None:
    """Make the variant unless it is made while this waits for its turn. Raises TooBusy."""
    with picture_work.place(), making:
        if not default_storage.exists(name):
            with default_storage.open(blob.original) as stored:
                save_variant(name, stored.read(), variant)


def _fitted(blob: Blob, variant: Variant) -> Variant:
    """The one spelling of a variant for this picture: nothing enlarged, nothing encoded twice."""
    stored_format = blob.content_type.removeprefix("image/")
    width = variant.width if variant.width and variant.width < blob.width else None
    if width is None and variant.format in {None, stored_format}:
        return Variant()
    return Variant(width, variant.format or stored_format)


def make_thumbnail(blob: Blob, data: bytes) -> None:
    """Make the copy that every list shows, while the bytes are at hand."""
    variant = _fitted(blob, THUMBNAIL)
    save_variant(f"{blob.folder}/{variant.name}", data, variant)


def save_variant(name: str, data: bytes, variant: Variant) -> None:
    """Make a variant of the picture that `data` encodes and store it as `name`, one at a time."""
    with making:
        default_storage.save(name, ContentFile(_variant_of(data, variant)))


def _variant_of(data: bytes, variant: Variant) -> bytes:
    encoding = ENCODINGS[variant.format or "webp"]
    with Image.open(io.BytesIO(data)) as image:
        size = _size(image.size, variant)
        # The fitted size, not a square: JPEG then decodes straight to the nearest eighth.
        image.draft(None, size)
        image.load()
        shrunk: Image.Image = image
        if image.size != size:
            shrunk = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
        if variant.format == "jpeg" and shrunk.mode == "RGBA":
            shrunk = on_white(shrunk)
        buffer = io.BytesIO()
        shrunk.save(buffer, **encoding)
    return buffer.getvalue()


def _size(full: tuple[int, int], variant: Variant) -> tuple[int, int]:
    """Width and height in pixels: no wider than asked, no more than the format can take."""
    width, height = full
    longest = LONGEST.get(variant.format or "", max(full))
    most = MOST_PIXELS.get(variant.format or "", width * height)
    scale = min(
        1.0,
        (variant.width or width) / width,
        longest / max(full),
        math.sqrt(most / (width * height)),
    )
    return max(1, round(width * scale)), max(1, round(height * scale))


def on_white(image: Image.Image) -> Image.Image:
    """What a format without transparency shows of an RGBA picture."""
    page = Image.new("RGB", image.size, "white")
    page.paste(image, mask=image.getchannel("A"))
    return page
