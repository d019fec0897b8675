"""What the studio would do with an instruction, shown small and at once; nothing is kept."""

import base64
import io
from dataclasses import dataclass
from uuid import UUID

from django.core.files.storage import default_storage
from PIL import Image

from accounts.models import Visitor
from files.access import own_file
from files.crowd import picture_work
from files.errors import FileNotFound
from files.storing import open_upload
from generation.errors import InputNotFound
from generation.inputs import read_data_url
from generation.studio import Plan, StudioError, understand
from generation.studio.previews import encode_preview, open_small, preview


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


def preview_edit(
    visitor: Visitor | None,
    prompt: str,
    *,
    image: UUID | str | None = None,
    mask: UUID | str | None = None,
) -> Preview:
    """Understand `prompt` and, if there is a picture, show what comes of it.

    Raises InputNotFound, InvalidDataUrl, FileTooLarge, UnsupportedImage, InvalidImage, TooBusy.
    """
    plan = understand(prompt)
    if image is None or not plan.operations:
        return Preview(plan)
    picture, scale = _open(visitor, image, attr="inputImage")
    marks = None if mask is None else _open(visitor, mask, attr="mask")[0]
    with picture_work.place():
        return _shown(plan, picture, marks, scale)


def _shown(plan: Plan, picture: Image.Image, mask: Image.Image | None, scale: float) -> Preview:
    try:
        result = preview(plan, picture, mask=mask, scale=scale)
    except StudioError as error:
        return Preview(plan, notes=(error.message,))
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
        return open_upload(io.BytesIO(read_data_url(source, attr=attr))).open(), 1.0
    try:
        file = own_file(visitor, source)
        with picture_work.place(), default_storage.open(file.blob.original) as stored:
            small = open_small(stored)
            return small, small.width / file.width
    except (FileNotFound, FileNotFoundError) as error:
        raise InputNotFound(attr=attr) from error
