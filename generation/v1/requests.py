"""What the endpoints take: theirs in, our `Wish` out."""

import re
from dataclasses import dataclass
from typing import Any

from rest_framework.request import Request

from generation.models import Mode
from generation.requests import PROMPT_MAX_LENGTH, SIZE
from generation.services import Wish
from generation.v1.catalogue import AUTOMATIC, model_named
from generation.v1.errors import BadField
from generation.v1.fields import Fields
from generation.v1.pictures import mask_of, pictures_of
from generation.wording import unfit_characters

FORMATS = ("png", "jpeg", "webp")
WORD = re.compile(r"[\w.-]{1,32}", re.ASCII)
"""A vendor's name for a quality or a background."""

VARIATION = "a variation of this picture"


@dataclass(frozen=True)
class ImageCall:
    """One request: what is wanted, and how it is to be answered."""

    wish: Wish
    kind: str
    """`image_generation` or `image_edit`: how its events are named."""
    as_url: bool = False
    output_format: str = "png"
    compression: int | None = None
    """Quality 0 to 100 of JPEG or WebP."""
    quality: str = "auto"
    background: str = "auto"
    stream: bool = False
    partial_images: int = 0


def read_generation(request: Request) -> ImageCall:
    """`POST /v1/images/generations`. Raises BadField, NoSuchModel."""
    fields = Fields(request.data)
    wish = Wish(prompt=_prompt(fields), mode=Mode.TEXT, settings=_settings(fields))
    return _call(fields, wish, "image_generation")


def read_edit(request: Request) -> ImageCall:
    """`POST /v1/images/edits`. Raises BadField, NoSuchModel and the errors of an upload."""
    fields = Fields(request.data)
    prompt = _prompt(fields)
    first, *others = pictures_of(request)
    wish = Wish(
        prompt=prompt,
        mode=Mode.IMAGE,
        image=first,
        mask=mask_of(request),
        references=tuple(others),
        settings=_settings(fields),
    )
    return _call(fields, wish, "image_edit")


def read_variation(request: Request) -> ImageCall:
    """`POST /v1/images/variations`: an edit in fixed words."""
    fields = Fields(request.data)
    first, *_ = pictures_of(request)
    wish = Wish(prompt=VARIATION, mode=Mode.IMAGE, image=first, settings=_settings(fields))
    return _call(fields, wish, "image_edit")


def _prompt(fields: Fields) -> str:
    prompt = fields.text("prompt").strip()
    if not prompt:
        raise BadField("“prompt” is missing: say what is wanted.", attr="prompt")
    if len(prompt) > PROMPT_MAX_LENGTH:
        detail = f"“prompt” may have up to {PROMPT_MAX_LENGTH} characters here."
        raise BadField(detail, attr="prompt")
    if unfit_characters(prompt):
        raise BadField("“prompt” contains control characters.", attr="prompt")
    return prompt


def _settings(fields: Fields) -> dict[str, Any]:
    """Ours, and theirs that a vendor of ours may know."""
    settings: dict[str, Any] = dict(model_named(fields.text("model", AUTOMATIC)).settings)
    settings["count"] = fields.whole("n", least=1, most=4, default=1)
    size = fields.text("size", "auto")
    if size != "auto":
        if not SIZE.fullmatch(size):
            detail = "“size” is auto, or WIDTHxHEIGHT with sides of 10 to 9999 pixels."
            raise BadField(detail, attr="size")
        settings["size"] = size
    for name in ("quality", "background"):
        if value := fields.text(name):
            if not WORD.fullmatch(value):
                raise BadField(f"“{name}” is one short word.", attr=name)
            settings[name] = value
    return settings


def _call(fields: Fields, wish: Wish, kind: str) -> ImageCall:
    compression = fields.whole("output_compression", least=0, most=100, default=-1)
    return ImageCall(
        wish=wish,
        kind=kind,
        as_url=fields.choice("response_format", ("b64_json", "url"), "b64_json") == "url",
        output_format=fields.choice("output_format", FORMATS, "png"),
        compression=None if compression < 0 else compression,
        quality=fields.text("quality", "auto"),
        background=fields.text("background", "auto"),
        stream=fields.flag("stream"),
        partial_images=fields.whole("partial_images", least=0, most=3, default=0),
    )
