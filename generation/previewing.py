"""What the studio would do with an instruction, shown small and at once; nothing is kept."""

import base64
import io
import time
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from PIL import Image

from accounts.models import Visitor
from files.access import own_file
from files.crowd import Crowd
from files.errors import FileNotFound
from files.models import StoredFile
from files.storing import open_upload
from files.variants.choosing import Variant
from files.variants.making import variant_name
from generation.errors import InputNotFound, InvalidDataUrl
from generation.inputs import read_data_url
from generation.studio import Plan, StudioError, understand
from generation.studio.joining import pictures_wanted
from generation.studio.previews import encode_preview, open_small, preview

SECONDS = 8.0
"""A preview that takes longer helps nobody."""

TOO_LONG = "This takes too long for a preview. It is done in full when you send it."
MOST_SENT = 16_000_000
"""Pixels of a picture that comes along in the request; the editor sends 1.6 million at most."""

MOST_WHOLE = 4_000_000
"""Pixels of a stored picture that is decoded whole each time, if it is no JPEG."""

COPY = Variant(1600, "png")
preview_work = Crowd(max(2, settings.WEB_THREADS // 4))
"""Previews are asked for at every pause in typing; uploads and answers come first."""


@dataclass(frozen=True)
class Preview:
    """The plan, and the picture it makes (WebP as a data: URL) or why there is none."""

    plan: Plan
    picture: str = ""
    width: int = 0
    height: int = 0
    explanation: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    confidence: float = 1.0

    @property
    def wanted(self) -> int:
        """How many pictures besides the first the plan speaks of."""
        return pictures_wanted(self.plan)


class TooLong(Exception):
    """The preview has had its time."""


class Clock:
    """Ends a preview that takes too long, between two operations."""

    def __init__(self) -> None:
        self._until = time.monotonic() + SECONDS

    def tick(self, fraction: float, stage: str) -> None:
        """What the studio tells of its progress. Raises TooLong."""
        if time.monotonic() > self._until:
            raise TooLong


def preview_edit(
    visitor: Visitor | None,
    prompt: str,
    *,
    image: UUID | str | None = None,
    mask: UUID | str | None = None,
    references: Sequence[UUID | str] = (),
) -> Preview:
    """Understand `prompt` and, if there is a picture, show what comes of it.

    Raises InputNotFound, InvalidDataUrl, FileTooLarge, UnsupportedImage, InvalidImage, TooBusy.
    """
    plan = understand(prompt)
    if image is None or not plan.operations:
        return Preview(plan)
    with preview_work.place():
        picture, scale = _open(visitor, image, attr="inputImage")
        marks = None if mask is None else _open(visitor, mask, attr="mask")[0]
        wanted = references if pictures_wanted(plan) else ()
        others = tuple(_open(visitor, each, attr="references")[0] for each in wanted)
        return _shown(plan, picture, marks, scale, others)


def _shown(
    plan: Plan,
    picture: Image.Image,
    mask: Image.Image | None,
    scale: float,
    others: tuple[Image.Image, ...],
) -> Preview:
    try:
        result = preview(
            plan,
            picture,
            mask=mask,
            pictures=others,
            scale=scale,
            on_progress=Clock().tick,
        )
    except StudioError as error:
        return Preview(plan, notes=(error.message,))
    except TooLong:
        return Preview(plan, notes=(TOO_LONG,))
    data = base64.b64encode(encode_preview(result.image)).decode()
    return Preview(
        plan=plan,
        picture=f"data:image/webp;base64,{data}",
        width=result.image.width,
        height=result.image.height,
        explanation=result.explanation,
        notes=result.notes,
        confidence=result.confidence,
    )


def _open(visitor: Visitor | None, source: UUID | str, *, attr: str) -> tuple[Image.Image, float]:
    """The picture, and by how much it was made smaller when it was opened."""
    if isinstance(source, str):
        return _open_sent(source, attr=attr), 1.0
    try:
        file = own_file(visitor, source)
        with default_storage.open(_quick_to_open(file)) as stored:
            small = open_small(stored)
            return small, small.width / file.width
    except (FileNotFound, FileNotFoundError) as error:
        raise InputNotFound(attr=attr) from error


def _open_sent(url: str, *, attr: str) -> Image.Image:
    picture = open_upload(io.BytesIO(read_data_url(url, attr=attr)))
    if picture.width * picture.height > MOST_SENT:
        detail = "This picture is too large for a preview. Upload it, and send its id."
        raise InvalidDataUrl(detail, attr=attr)
    return open_small(io.BytesIO(picture.data))


def _quick_to_open(file: StoredFile) -> str:
    """The storage name of the picture, or of a copy where the picture would be decoded whole: only
    a JPEG can be read small."""
    is_quick = file.content_type == "image/jpeg" or file.width * file.height <= MOST_WHOLE
    return variant_name(file.blob, Variant() if is_quick else COPY)[0]
