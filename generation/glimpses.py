"""Unfinished pictures, shown while a model still works on them; gone when it has finished."""

import io
from uuid import UUID

from django.db import IntegrityError
from PIL import Image

from generation.models import Generation, Glimpse

SIDE = 768
"""The longer side in pixels: it is looked at for a second."""


def keep_glimpse(generation: Generation, picture: Image.Image) -> bool:
    """Put the newest unfinished picture in the place of the one before; False where the generation
    is gone."""
    small = picture.convert("RGB")
    small.thumbnail((SIDE, SIDE), Image.Resampling.BILINEAR)
    buffer = io.BytesIO()
    small.save(buffer, "WEBP", quality=75, method=0)
    data = buffer.getvalue()
    try:
        Glimpse.objects.update_or_create(generation_id=generation.pk, defaults={"data": data})
    except IntegrityError:
        return False
    return True


def glimpse_of(generation_id: UUID) -> bytes | None:
    """The newest unfinished picture as WebP; None if there is none (any more)."""
    data = Glimpse.objects.filter(pk=generation_id).values_list("data", flat=True).first()
    return None if data is None else bytes(data)


def drop_glimpse(generation_id: UUID) -> None:
    """Nobody looks at it any more."""
    Glimpse.objects.filter(pk=generation_id).delete()
