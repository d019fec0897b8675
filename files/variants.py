"""Smaller and other-format copies of stored pictures, made once and kept beside them."""

import io
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

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

    Raises FileNotFound where the stored bytes are gone.
    """
    if variant.width and variant.width >= blob.width:
        variant = Variant(None, variant.format)
    if variant.is_original:
        return blob.original, blob.content_type
    variant = Variant(variant.width, variant.format or blob.content_type.removeprefix("image/"))
    name = f"{blob.folder}/{variant.name}"
    if not default_storage.exists(name):
        save_variant(name, _read(blob), variant)
    return name, f"image/{variant.format}"


def make_thumbnail(blob: Blob, data: bytes) -> None:
    """Make the copy that every list shows, while the bytes are at hand."""
    width = THUMBNAIL.width if blob.width > (THUMBNAIL.width or 0) else None
    variant = Variant(width, THUMBNAIL.format)
    save_variant(f"{blob.folder}/{variant.name}", data, variant)


def save_variant(name: str, data: bytes, variant: Variant) -> None:
    with Image.open(io.BytesIO(data)) as image:
        if variant.width:
            size = (variant.width, max(1, round(image.height * variant.width / image.width)))
            # The fitted size, not a square: JPEG then decodes straight to the nearest eighth.
            image.draft(None, size)
            shrunk = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
        else:
            shrunk = image.copy()
    if variant.format == "jpeg" and shrunk.mode == "RGBA":
        page = Image.new("RGB", shrunk.size, "white")
        page.paste(shrunk, mask=shrunk.getchannel("A"))
        shrunk = page
    buffer = io.BytesIO()
    shrunk.save(buffer, **ENCODINGS[variant.format or "webp"])
    stored = default_storage.save(name, ContentFile(buffer.getvalue()))
    if stored != name:
        # Another request made the same copy meanwhile; one is enough.
        default_storage.delete(stored)


def _read(blob: Blob) -> bytes:
    try:
        with default_storage.open(blob.original) as stored:
            return bytes(stored.read())
    except FileNotFoundError as error:
        raise FileNotFound("The bytes of this file are gone from the storage.") from error
