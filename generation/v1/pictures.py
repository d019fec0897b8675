"""The pictures and the mask that come along: files of a form, or data: URLs in JSON."""

import hashlib
import io
import re
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from PIL import ImageChops
from rest_framework.request import Request

from files.decoder import decoder
from files.uploads import check_size
from generation.inputs import Source, read_data_url
from generation.requests import MAX_REFERENCES
from generation.v1.errors import BadField

MOST_PICTURES = MAX_REFERENCES + 1
IMAGE = re.compile(r"image(\[\d*\])?")
"""`image`, `image[]`, and `image[0]` as some clients count them."""


def pictures_of(request: Request) -> list[Source]:
    """At least one; the first is what is edited. Raises BadField."""
    given: list[Source] = [file for name, file in _files(request) if IMAGE.fullmatch(name)]
    given = given or _linked(request.data.get("images"))
    if not given:
        raise BadField("“image” is missing: send the picture as a file.", attr="image")
    if len(given) > MOST_PICTURES:
        raise BadField(f"Up to {MOST_PICTURES} pictures can go along here.", attr="image")
    return given


def mask_of(request: Request) -> UploadedFile | None:
    """Ours from theirs: they mark by transparency what is to change, we by white.

    Raises BadField and the errors of an upload.
    """
    data = _mask_bytes(request)
    if data is None:
        return None
    picture = decoder.clean(io.BytesIO(data)).open()
    if picture.mode not in {"RGBA", "LA"}:
        detail = "“mask” needs an alpha channel: transparent is what is to change."
        raise BadField(detail, attr="mask")
    buffer = io.BytesIO()
    ImageChops.invert(picture.getchannel("A")).save(buffer, "PNG")
    return SimpleUploadedFile("mask.png", buffer.getvalue(), "image/png")


def fingerprint_of(request: Request) -> dict[str, Any]:
    """What makes two requests the same, files by their content."""
    plain = {
        name: value for name, value in request.data.items() if not isinstance(value, UploadedFile)
    }
    files = [
        (name, hashlib.sha256(b"".join(file.chunks())).hexdigest())
        for name, file in _files(request)
    ]
    for _, file in _files(request):
        file.seek(0)
    return {"path": request.path, "fields": plain, "files": files}


def _files(request: Request) -> list[tuple[str, UploadedFile]]:
    return [(name, file) for name, listed in request.FILES.lists() for file in listed]


def _linked(images: Any) -> list[Source]:
    """The data: URLs of `[{"image_url": "data:…"}]`."""
    if images is None or isinstance(images, str):
        return []
    if not isinstance(images, list):
        raise BadField("“images” is a list.", attr="images")
    return [_data_url(each, "images") for each in images]


def _mask_bytes(request: Request) -> bytes | None:
    file = request.FILES.get("mask")
    if file is not None:
        check_size(file)
        return bytes(file.read())
    given = request.data.get("mask")
    # Some clients send an empty field for what they leave out; any other mask that is passed over
    # would change the whole picture.
    return None if given in (None, "") else read_data_url(_data_url(given, "mask"), attr="mask")


def _data_url(given: Any, name: str) -> str:
    url = given.get("image_url") if isinstance(given, Mapping) else None
    if not isinstance(url, str) or not url.startswith("data:"):
        detail = f"“{name}” takes files, or in JSON an “image_url” that is a data: URL."
        raise BadField(detail, attr=name)
    return url
