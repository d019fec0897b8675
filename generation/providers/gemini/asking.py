"""The body of `generateContent`, after Google's documentation."""

import base64
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from PIL import Image

from generation.providers.base import Original, ProviderRequest, Turn
from generation.providers.calls import faults

RATIOS = ("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9")
SIZES = ((1024, "1K"), (2048, "2K"), (4096, "4K"))
MOST_BYTES = 18 * 1024 * 1024
"""Of pictures in base64 and signatures: Google takes requests of 20 MB with pictures inside."""

SCALES = (0.7, 0.5, 0.35)
"""By which pictures are made smaller, one after another, until the request fits."""

LARGE = 1_000_000
"""Pixels from which an opaque picture is sent as JPEG: a photograph's PNG is ten times as large."""

MASK_WORDS = (
    "The last picture is a mask of the picture to edit: change only what is white in it, and leave "
    "everything that is black exactly as it is."
)


def body_of(request: ProviderRequest, label: str) -> dict[str, Any]:
    """The request as the API wants it; a conversation is shortened, and then pictures are made
    smaller, where it would be too large. Raises ProviderError where even that does not help."""
    request = replace(request, turns=_of_model(request.turns, request.model))
    while _weight(body := _body(request)) > MOST_BYTES and request.turns:
        request = replace(request, turns=_shortened(request.turns))
    for scale in SCALES:
        if _weight(body) <= MOST_BYTES:
            break
        body = _body(_smaller(request, scale))
    if _weight(body) > MOST_BYTES:
        raise faults.too_large(label)
    return body


def _weight(body: dict[str, Any]) -> int:
    parts = [part for content in body["contents"] for part in content["parts"]]
    pictures = sum(len(part["inlineData"]["data"]) for part in parts if "inlineData" in part)
    return pictures + sum(len(part.get("thoughtSignature", "")) for part in parts)


def _of_model(turns: tuple[Turn, ...], model: str) -> tuple[Turn, ...]:
    """The last of them that this very model made: it refuses pictures as its own that it did not
    sign, and signatures of others."""
    while any(turn.state.get("model") != model for turn in turns):
        turns = _shortened(turns)
    return turns


def _shortened(turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """Without the oldest; its picture is what the next one begins with."""
    oldest, *rest = turns
    if not rest:
        return ()
    first = rest[0]
    return (replace(first, given=(oldest.answer, *first.given)), *rest[1:])


def _smaller(request: ProviderRequest, scale: float) -> ProviderRequest:
    def shrunk(image: Image.Image | None) -> Image.Image | None:
        if image is None:
            return None
        sides = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        return image.resize(sides, Image.Resampling.LANCZOS)

    others = tuple(small for each in request.references if (small := shrunk(each)))
    return replace(
        request, image=shrunk(request.image), mask=shrunk(request.mask), references=others
    )


def _body(request: ProviderRequest) -> dict[str, Any]:
    last: list[dict[str, Any]] = [{"text": _words(request)}]
    if request.image is not None and not request.turns:
        last.append(_inline(request.image))
    last += [_inline(reference) for reference in request.references]
    if request.mask is not None:
        last += [{"text": MASK_WORDS}, _inline(request.mask)]
    contents = [content for turn in request.turns for content in _spoken(turn)]
    contents.append({"role": "user", "parts": last})
    config: dict[str, Any] = {"responseModalities": ["IMAGE"]}
    if picture := _picture_config(request):
        config["imageConfig"] = picture
    return {"contents": contents, "generationConfig": config}


def _words(request: ProviderRequest) -> str:
    return f"{request.prompt}\nStyle: {request.style}" if request.style else request.prompt


def _spoken(turn: Turn) -> Iterator[dict[str, Any]]:
    """What the person said, and what the model answered."""
    said = [{"text": turn.prompt}, *(_inline_original(each) for each in turn.given)]
    yield {"role": "user", "parts": said}
    answer = _inline_original(turn.answer)
    if signature := turn.state.get("thoughtSignature"):
        answer["thoughtSignature"] = signature
    yield {"role": "model", "parts": [answer]}


def _inline(image: Image.Image) -> dict[str, Any]:
    buffer = io.BytesIO()
    if image.mode == "RGB" and image.width * image.height > LARGE:
        image.save(buffer, "JPEG", quality=95, subsampling=0)
        return _inline_original(Original(buffer.getvalue(), "image/jpeg"))
    image.save(buffer, "PNG", compress_level=4)
    return _inline_original(Original(buffer.getvalue(), "image/png"))


def _inline_original(original: Original) -> dict[str, Any]:
    data = base64.b64encode(original.data).decode()
    return {"inlineData": {"mimeType": original.content_type, "data": data}}


def _picture_config(request: ProviderRequest) -> dict[str, str]:
    told = {}
    if ratio := _ratio(request):
        told["aspectRatio"] = ratio
    if request.size:
        longest = max(request.size)
        told["imageSize"] = next((name for most, name in SIZES if longest <= most), "4K")
    return told


def _ratio(request: ProviderRequest) -> str:
    """The nearest shape that is offered, by the ratio of the ratios."""
    if request.size:
        wanted = request.size[0] / request.size[1]
    elif request.aspect_ratio:
        wanted = _quotient(request.aspect_ratio)
    else:
        return ""
    return min(RATIOS, key=lambda ratio: max(_quotient(ratio) / wanted, wanted / _quotient(ratio)))


def _quotient(ratio: str) -> float:
    across, down = (float(side) for side in ratio.split(":"))
    return across / down
