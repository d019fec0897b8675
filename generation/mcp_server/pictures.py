"""Pictures and generations as an assistant gets them. Blocks: reads database and storage."""

import base64
from typing import Literal
from uuid import UUID

from django.core.files.storage import default_storage
from mcp.types import CallToolResult, ContentBlock, ImageContent, TextContent
from pydantic import BaseModel, Field

from accounts.models import Visitor
from files.access import own_file
from files.models import StoredFile
from files.variants.choosing import WIDTHS, Variant
from files.variants.making import variant_name
from generation.access import history_of, own_generation
from generation.errors import GenerationNotFound
from generation.models import Generation, Status
from generation.v1.answering import link_to

Size = Literal["small", "medium", "large"]
WIDEST = {"small": 480, "medium": 960, "large": 1600}
TALLEST = 2
"""A shown picture has at most so many times its size in height."""


class Picture(BaseModel):
    """One picture that was made."""

    id: str = Field(description="to name it in edit_image and get_image")
    url: str = Field(description="shows it in full to whoever has the address, for an hour")
    width: int
    height: int


class Made(BaseModel):
    """A generation."""

    id: str
    prompt: str
    status: str = Field(description="pending, processing, completed, failed or cancelled")
    progress: int = Field(description="0 to 100")
    provider: str
    model: str
    images: list[Picture]
    explanation: str = Field(description="what was done, and what was not")
    error: str
    created_at: str


class Looked(BaseModel):
    """What get_image found."""

    generation: Made | None = Field(description="none where a picture alone was asked for")
    images: list[Picture]


class History(BaseModel):
    """Generations, newest first."""

    generations: list[Made]


def made_of(row: Generation, site: str) -> Made:
    return Made(
        id=str(row.pk),
        prompt=row.prompt,
        status=row.status,
        progress=row.progress,
        provider=row.provider,
        model=row.model,
        images=[_picture(file, site) for file in row.outputs],
        explanation=" ".join([*row.explanation, *row.notes]),
        error=row.error_detail,
        created_at=row.created_at.isoformat().replace("+00:00", "Z"),
    )


def result_of(visitor: Visitor, generation_id: UUID, site: str) -> CallToolResult:
    """How a generation stands: its pictures, or why there are none. Raises GenerationNotFound."""
    row = own_generation(visitor, generation_id)
    made = made_of(row, site)
    content: list[ContentBlock] = [_shown(file, "medium") for file in row.outputs]
    content.append(TextContent(type="text", text=_told(row, made)))
    is_error = row.status in {Status.FAILED, Status.CANCELLED}
    return CallToolResult(content=content, structured_content=made.model_dump(), is_error=is_error)


def looked(visitor: Visitor, key: UUID, size: Size, site: str) -> CallToolResult:
    """The pictures of a generation, or one picture, of the visitor's own. Raises FileNotFound."""
    try:
        row = own_generation(visitor, key)
    except GenerationNotFound:
        file = own_file(visitor, key)
        found = Looked(generation=None, images=[_picture(file, site)])
        words = f"{file.name}: {file.width} × {file.height} pixels. {found.images[0].url}"
        files = [file]
    else:
        made = made_of(row, site)
        found = Looked(generation=made, images=made.images)
        words, files = _told(row, made), row.outputs
    content: list[ContentBlock] = [_shown(file, size) for file in files]
    content.append(TextContent(type="text", text=words))
    return CallToolResult(content=content, structured_content=found.model_dump())


def history(visitor: Visitor, query: str, status: str, limit: int, site: str) -> History:
    rows = history_of(visitor, q=query, status=status).order_by("-id")[:limit]
    return History(generations=[made_of(row, site) for row in rows])


def _told(row: Generation, made: Made) -> str:
    if row.is_active:
        return f"Not finished yet ({row.progress} %). Ask again with get_image and id {row.pk}."
    if row.status == Status.CANCELLED:
        return "This was stopped."
    if row.status == Status.FAILED:
        hints = f" Try: {'; '.join(row.suggestions)}." if row.suggestions else ""
        return f"{row.error_detail}{hints}"
    places = (f"{each.id}: {each.url}" for each in made.images)
    return " ".join(filter(None, [made.explanation, f"Generation {row.pk}.", *places]))


def _picture(file: StoredFile, site: str) -> Picture:
    url = f"{site}{link_to(file, _format(file))}"
    return Picture(id=str(file.pk), url=url, width=file.width, height=file.height)


def _format(file: StoredFile) -> str:
    return file.content_type.removeprefix("image/")


def _shown(file: StoredFile, size: Size) -> ImageContent:
    name, kind = variant_name(file.blob, Variant(_width(file, size), "webp"))
    with default_storage.open(name) as stored:
        data = base64.b64encode(stored.read()).decode()
    return ImageContent(type="image", data=data, mime_type=kind)


def _width(file: StoredFile, size: Size) -> int:
    """The widest of the offered widths that makes the picture no taller than assistants take."""
    most = TALLEST * WIDEST[size]
    fitting = (width for width in WIDTHS if width * file.height <= most * file.width)
    return max((width for width in fitting if width <= WIDEST[size]), default=min(WIDTHS))
