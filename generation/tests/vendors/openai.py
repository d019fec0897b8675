"""OpenAI's Images API as strict as the vendor's: what it does not know it refuses."""

import base64
import io
import json
from collections.abc import Mapping
from typing import Any

from PIL import Image

from generation.tests.vendors.gemini import png
from generation.tests.vendors.multipart import Part, parts_of
from generation.tests.vendors.server import Asked, Reply, Streamed
from generation.tests.vendors.server import Part as StreamPart

KEY = "sk-only-for-tests"
MODEL = "gpt-image-2.6-flare"
FIELDS = {
    "model", "prompt", "n", "size", "quality", "background", "output_format",
    "output_compression", "moderation", "stream", "partial_images", "safety_identifier",
}  # fmt: skip
USAGE = {
    "input_tokens": 20,
    "input_tokens_details": {"image_tokens": 0, "text_tokens": 20},
    "output_tokens": 1056,
    "total_tokens": 1076,
}


def error(status: int, code: str | None, **headers: str) -> Reply:
    """In OpenAI's shape, with the key in its words as a careless gateway might."""
    told = {"message": f"no: {KEY}", "type": "error", "param": None, "code": code}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named["Content-Type"] = "application/json"
    return Reply(status, json.dumps({"error": told}).encode(), named)


def pictured(*pictures: bytes, **more: Any) -> Reply:
    data = [{"b64_json": base64.b64encode(each).decode(), **more} for each in pictures]
    return answered({"created": 1, "data": data, "usage": USAGE})


def answered(body: Any) -> Reply:
    return Reply(200, json.dumps(body).encode(), {"Content-Type": "application/json"})


def event(kind: str, **more: Any) -> bytes:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **more})}\n\n".encode()


def partial(picture: bytes, place: int = 0, *, kind: str = "image_generation") -> bytes:
    b64 = base64.b64encode(picture).decode()
    return event(f"{kind}.partial_image", b64_json=b64, partial_image_index=place)


def completed(picture: bytes, *, kind: str = "image_generation") -> bytes:
    b64 = base64.b64encode(picture).decode()
    return event(f"{kind}.completed", b64_json=b64, usage=USAGE)


def streamed(*parts: StreamPart) -> Streamed:
    return Streamed(parts, {"Content-Type": "text/event-stream"})


def answer(asked: Asked) -> Reply | Streamed:
    """Pictures for a request in which nothing is wrong."""
    if asked.headers.get("authorization") != f"Bearer {KEY}":
        return error(401, "invalid_api_key")
    try:
        if asked.path == "/v1/images/generations":
            fields = json.loads(asked.body)
            kind = "image_generation"
        elif asked.path == "/v1/images/edits":
            fields = _edit_fields(parts_of(asked))
            kind = "image_edit"
        else:
            return error(404, None)
        _check(fields)
    except (AssertionError, KeyError, TypeError, ValueError) as fault:
        return error(400, f"unknown_parameter: {fault!r}"[:200])
    if fields.get("stream"):
        drafts = [
            partial(png(color), place, kind=kind)
            for place, color in enumerate(("gray", "silver", "white")[: fields["partial_images"]])
        ]
        return streamed(*drafts, completed(png(), kind=kind))
    return pictured(*[png()] * fields.get("n", 1))


def _check(fields: Mapping[str, Any]) -> None:
    assert set(fields) <= FIELDS, set(fields) - FIELDS
    assert fields["model"] == MODEL
    assert 1 <= len(fields["prompt"]) <= 32_000
    assert 1 <= fields.get("n", 1) <= 10
    size = fields.get("size", "auto")
    if size != "auto":
        width, height = (int(side) for side in size.split("x"))
        assert width % 16 == height % 16 == 0
        assert 1 / 3 <= width / height <= 3
        assert max(width, height) <= 3840
    assert fields.get("quality", "auto") in {"auto", "low", "medium", "high", "xhigh", "max"}
    assert 0 <= fields.get("partial_images", 0) <= 3
    assert "partial_images" not in fields or fields.get("stream")


def _edit_fields(parts: list[Part]) -> dict[str, Any]:
    """The plain fields of an edit whose files are as they should be."""
    files = [part for part in parts if part.file is not None]
    pictures = [part for part in files if part.name in {"image", "image[]"}]
    names = {part.name for part in pictures}
    assert names == {"image"} if len(pictures) == 1 else names == {"image[]"}, names
    assert 1 <= len(pictures) <= 16
    opened = [Image.open(io.BytesIO(part.data)) for part in pictures]
    masks = [part for part in files if part.name == "mask"]
    assert len(pictures) + len(masks) == len(files)
    for part in masks:
        mask = Image.open(io.BytesIO(part.data))
        assert (mask.format, mask.mode, mask.size) == ("PNG", "RGBA", opened[0].size)
    plain: dict[str, Any] = {part.name: part.text for part in parts if part.file is None}
    for name in ("n", "partial_images"):
        if name in plain:
            plain[name] = int(plain[name])
    if "stream" in plain:
        assert plain["stream"] in {"true", "false"}
        plain["stream"] = plain["stream"] == "true"
    return plain


def pictures_of(asked: Asked) -> dict[str, list[Image.Image]]:
    """What an edit sent, by the names of its parts."""
    found: dict[str, list[Image.Image]] = {}
    for part in parts_of(asked):
        if part.file is not None:
            found.setdefault(part.name, []).append(Image.open(io.BytesIO(part.data)))
    return found
