"""Unfinished pictures, shown while a model still works on them; gone when it has finished."""

import io
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from generation.models import Generation

SIDE = 640
"""The longer side in pixels: it is looked at for a second."""


def keep_glimpse(generation: Generation, picture: Image.Image) -> None:
    """Put the newest unfinished picture in the place of the one before."""
    small = picture.convert("RGB")
    small.thumbnail((SIDE, SIDE), Image.Resampling.BILINEAR)
    buffer = io.BytesIO()
    small.save(buffer, "WEBP", quality=70, method=0)
    default_storage.save(_name(generation.pk), ContentFile(buffer.getvalue()))


def open_glimpse(generation: Generation) -> bytes | None:
    """The newest unfinished picture as WebP; None if there is none (any more)."""
    try:
        with default_storage.open(_name(generation.pk)) as stored:
            data: bytes = stored.read()
            return data
    except FileNotFoundError:
        return None


def drop_glimpse(generation_id: UUID) -> None:
    """Nobody looks at it any more."""
    default_storage.delete(_name(generation_id))


def _name(generation_id: UUID) -> str:
    return f"glimpses/{generation_id}.webp"
