"""What the endpoints take: theirs in, our `Wish` out."""

import hashlib
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from PIL import ImageChops
from rest_framework.request import Request

from files.decoder import decoder
from files.uploads import check_size
from generation.models import Mode
from generation.requests import MAX_REFERENCES, PROMPT_MAX_LENGTH, SIZE
from generation.services import Wish
from generation.v1.catalogue import AUTOMATIC, model_named
from generation.v1.errors import BadField
from generation.v1.fields import Fields
from generation.wording import unfit_characters

FORMATS = ("png", "jpeg", "webp")
MOST_PICTURES = MAX_REFERENCES + 1
IMAGE = re.compile(r"image(\[\d*\])?")
"""`image`, `image[]`, and `image[0]` as some clients count them."""

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
    first, *others = _pictures(request)
    wish = Wish(
        prompt=prompt,
        mode=Mode.IMAGE,
        image=first,
        mask=_mask(request),
        references=tuple(others),
        settings=_settings(fields),
    )
    return _call(fields, wish, "image_edit")


def read_variation(request: Request) -> ImageCall:
    """`POST /v1/images/variations`: an edit in fixed words."""
    fields = Fields(request.data)
    first, *_ = _pictures(request)
    wish = Wish(prompt=VARIATION, mode=Mode.IMAGE, image=first, settings=_settings(fields))
    return _call(fields, wish, "image_edit")


def fingerprint_of(request: Request) -> dict[str, Any]:
    """What makes two requests the same, files by their content."""
    plain = {name: value for name, value in request.data.items() if not _is_file(value)}
    files = [
        (name, hashlib.sha256(b"".join(file.chunks())).hexdigest())
        for name, file in _files(request)
    ]
    for _, file in _files(request):
        file.seek(0)
    return {"path": request.path, "fields": plain, "files": files}


def _is_file(value: object) -> bool:
    return isinstance(value, UploadedFile)


def _files(request: Request) -> Iterable[tuple[str, UploadedFile]]:
    return [(name, file) for name, listed in request.FILES.lists() for file in listed]


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


def _pictures(request: Request) -> list[UploadedFile]:
    """At least one. Raises BadField."""
    given = [file for name, file in _files(request) if IMAGE.fullmatch(name)]
    if not given:
        raise BadField("“image” is missing: send the picture as a file.", attr="image")
    if len(given) > MOST_PICTURES:
        raise BadField(f"Up to {MOST_PICTURES} pictures can go along here.", attr="image")
    return given


def _mask(request: Request) -> UploadedFile | None:
    """Ours from theirs: they mark by transparency what is to change, we by white."""
    file = request.FILES.get("mask")
    if file is None:
        return None
    check_size(file)
    picture = decoder.clean(io.BytesIO(file.read())).open()
    if picture.mode not in {"RGBA", "LA"}:
        detail = "“mask” needs an alpha channel: transparent is what is to change."
        raise BadField(detail, attr="mask")
    buffer = io.BytesIO()
    ImageChops.invert(picture.getchannel("A")).save(buffer, "PNG")
    return SimpleUploadedFile("mask.png", buffer.getvalue(), "image/png")
