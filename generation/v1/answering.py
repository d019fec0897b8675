"""The pictures of a generation as OpenAI's clients read them."""

import base64
import io
from datetime import datetime
from typing import Any

from django.core import signing
from django.core.files.storage import default_storage
from django.http import HttpRequest
from django.urls import reverse
from PIL import Image

from files.crowd import picture_work
from files.decoding import read_plain
from files.models import StoredFile
from files.variants.choosing import Variant
from files.variants.encoding import on_white
from files.variants.making import variant_name
from generation.models import Generation
from generation.v1.requests import ImageCall

SALT = "v1 picture"
LINK_SECONDS = 3600
"""How long an address given out for a picture holds."""


def body_of(request: HttpRequest, call: ImageCall, generation: Generation) -> dict[str, Any]:
    """The answer to a call that is not streamed."""
    outputs = generation.outputs
    data = [
        _link(request, file, call) if call.as_url else {"b64_json": _b64(file, call)}
        for file in outputs
    ]
    if generation.revised_prompt:
        data = [{**each, "revised_prompt": generation.revised_prompt} for each in data]
    return {"created": _seconds(generation.created_at), "data": data, **_told(call, generation)}


def completed_events(call: ImageCall, generation: Generation) -> list[dict[str, Any]]:
    """One for each picture."""
    return [
        {
            "type": f"{call.kind}.completed",
            "b64_json": _b64(file, call),
            "created_at": _seconds(generation.created_at),
            **_told(call, generation, file),
        }
        for file in generation.outputs
    ]


def partial_event(call: ImageCall, glimpse: bytes, place: int, created: int) -> dict[str, Any]:
    """An unfinished picture, in the format that was asked for."""
    with Image.open(io.BytesIO(glimpse)) as image:
        size = f"{image.width}x{image.height}"
        data = _encoded(image, call)
    return {
        "type": f"{call.kind}.partial_image",
        "b64_json": base64.b64encode(data).decode(),
        "partial_image_index": place,
        "created_at": created,
        "size": size,
        "quality": call.quality,
        "background": call.background,
        "output_format": call.output_format,
    }


def link_to(file: StoredFile, output_format: str) -> str:
    """A root-relative address that shows the picture to whoever holds it, for LINK_SECONDS."""
    token = signing.dumps({"file": str(file.pk), "format": output_format}, salt=SALT)
    return reverse("v1:file", args=[token])


def signed_file(token: str) -> tuple[str, str]:
    """The file's id and the format that a link was given out for. Raises BadSignature."""
    told = signing.loads(token, salt=SALT, max_age=LINK_SECONDS)
    return str(told["file"]), str(told["format"])


def _told(
    call: ImageCall, generation: Generation, file: StoredFile | None = None
) -> dict[str, Any]:
    first = file or generation.outputs[0]
    return {
        "size": f"{first.width}x{first.height}",
        "quality": call.quality,
        "background": call.background,
        "output_format": call.output_format,
        "usage": _usage(generation.usage),
        "made_by": {
            "generation": str(generation.pk),
            "provider": generation.provider,
            "model": generation.model,
            "explanation": generation.explanation,
            "notes": generation.notes,
        },
    }


def _usage(told: dict[str, Any]) -> dict[str, Any]:
    """The vendor's counts where it counts tokens as OpenAI does; noughts for what took none."""
    names = ("input_tokens", "output_tokens", "total_tokens")
    counts = {name: told[name] if isinstance(told.get(name), int) else 0 for name in names}
    details = told.get("input_tokens_details")
    known = details if isinstance(details, dict) else {}
    parts = {name: known.get(name, 0) for name in ("image_tokens", "text_tokens")}
    return {**counts, "input_tokens_details": parts}


def _b64(file: StoredFile, call: ImageCall) -> str:
    return base64.b64encode(_bytes(file, call)).decode()


def _bytes(file: StoredFile, call: ImageCall) -> bytes:
    """As stored where that is the format asked for; Content Credentials hold then."""
    if call.compression is not None and call.output_format != "png":
        with picture_work.place(), default_storage.open(file.blob.original) as stored:
            return _encoded(read_plain(stored), call)
    name, _ = variant_name(file.blob, Variant(format=call.output_format))
    with default_storage.open(name) as stored:
        data: bytes = stored.read()
        return data


def _encoded(image: Image.Image, call: ImageCall) -> bytes:
    buffer = io.BytesIO()
    is_flattened = call.output_format == "jpeg" and image.has_transparency_data
    flat = on_white(image.convert("RGBA")) if is_flattened else image
    given = {} if call.compression is None else {"quality": call.compression}
    flat.save(buffer, call.output_format.upper(), **given)
    return buffer.getvalue()


def _link(request: HttpRequest, file: StoredFile, call: ImageCall) -> dict[str, Any]:
    return {"url": request.build_absolute_uri(link_to(file, call.output_format))}


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
