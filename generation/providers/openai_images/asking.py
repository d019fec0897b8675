"""The fields and files of a request, after OpenAI's API reference."""

import io
import math
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from PIL import Image, ImageChops

from generation.providers.base import ProviderRequest
from generation.providers.calls import faults

STEP = 16
"""Widths and heights are multiples of it."""

WIDEST = 3.0
"""The longer side has at most so many times the pixels of the shorter one."""

AREA = 1024 * 1024
"""Pixels of a picture of which only the shape was asked for."""

LONGEST = 3840
LARGEST = 3840 * 2160
"""Pixels of the largest picture that is made."""

MOST_PICTURES = 16
MOST_BYTES = 50 * 1024 * 1024
"""Of each picture that is sent."""

KNOWN = {
    "quality": ("auto", "low", "medium", "high", "xhigh", "max"),
    "background": ("auto", "transparent", "opaque"),
    "output_format": ("png", "jpeg", "webp"),
    "moderation": ("auto", "low"),
}
"""What is passed on of a request's settings, by its name there; `outputFormat` is read, too."""

Upload = tuple[str, bytes, str]
"""File name, bytes, content type."""


@dataclass(frozen=True)
class Question:
    """What is asked. What begins with pictures, be they only references, is an edit there."""

    fields: dict[str, Any]
    pictures: tuple[Upload, ...] = ()
    mask: Upload | None = None

    @property
    def is_edit(self) -> bool:
        return bool(self.pictures)

    @property
    def files(self) -> dict[str, Any]:
        """As the SDK takes them: one picture by itself, several as a list."""
        first = self.pictures[0] if len(self.pictures) == 1 else list(self.pictures)
        return {"image": first, **({"mask": self.mask} if self.mask else {})}


def label() -> str:
    """What people read: whoever is behind `OPENAI_BASE_URL` need not be OpenAI."""
    return str(settings.OPENAI_LABEL)


def question_of(request: ProviderRequest, label: str) -> Question:
    """Raises ProviderError where a picture is too large to send."""
    fields = {
        "model": request.model,
        "prompt": _words(request),
        "n": request.count,
        "size": size_of(request),
        **_known(request),
    }
    first = () if request.image is None else (request.image,)
    given = (*first, *request.references)[:MOST_PICTURES]
    pictures = tuple(
        (f"picture-{place}.png", _png(picture, label), "image/png")
        for place, picture in enumerate(given)
    )
    mask = None
    if request.mask is not None and request.image is not None:
        mask = ("mask.png", _png(mask_of(request.mask, request.image.size), label), "image/png")
    return Question(fields, pictures, mask)


def mask_of(mask: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Theirs from ours: transparent is what they change, and ours is white there."""
    fitted = mask if mask.size == size else mask.resize(size, Image.Resampling.BILINEAR)
    theirs = Image.new("RGBA", size, (0, 0, 0, 255))
    theirs.putalpha(ImageChops.invert(fitted.convert("L")))
    return theirs


def size_of(request: ProviderRequest) -> str:
    """WIDTHxHEIGHT as it is offered, or `auto`."""
    if request.size:
        across, down = request.size
    elif request.aspect_ratio:
        wide, high = (float(side) for side in request.aspect_ratio.split(":"))
        ratio = min(WIDEST, max(1 / WIDEST, wide / high))
        across, down = round((AREA * ratio) ** 0.5), round((AREA / ratio) ** 0.5)
    else:
        return "auto"
    least = max(across, down) / WIDEST
    return "x".join(str(side) for side in _offered(max(across, least), max(down, least)))


def _offered(across: float, down: float) -> tuple[int, int]:
    """The nearest size of this shape that is offered."""
    scale = min(1.0, LONGEST / max(across, down), (LARGEST / (across * down)) ** 0.5)
    longer, shorter = sorted((across * scale, down * scale), reverse=True)
    # The longer side down only where it has to be; the shorter one up: no shape becomes too wide.
    longer = STEP * (math.ceil if scale == 1 else math.floor)(longer / STEP)
    shorter = STEP * math.ceil(shorter / STEP)
    while longer * shorter > LARGEST:
        longer -= STEP
    shorter = max(shorter, STEP * math.ceil(longer / WIDEST / STEP))
    wide, high = int(longer), int(shorter)
    return (wide, high) if across >= down else (high, wide)


def _words(request: ProviderRequest) -> str:
    return f"{request.prompt}\nStyle: {request.style}" if request.style else request.prompt


def _known(request: ProviderRequest) -> dict[str, str]:
    given = dict(request.settings)
    given.setdefault("output_format", given.get("outputFormat"))
    told = {name: given.get(name) for name in KNOWN}
    if told["background"] == "transparent" and told["output_format"] == "jpeg":
        told["output_format"] = "png"
    return {name: str(value) for name, value in told.items() if value in KNOWN[name]}


def _png(picture: Image.Image, label: str) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=4)
    if buffer.tell() > MOST_BYTES:
        raise faults.too_large(label)
    return buffer.getvalue()
