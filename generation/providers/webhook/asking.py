"""A request as the contract has it: JSON, or multipart where pictures come along."""

import io
import json
from typing import Any

import httpx2
from django.conf import settings
from PIL import Image

from generation.providers.base import ProviderRequest
from generation.providers.webhook.signing import signed_headers


def message_of(request: ProviderRequest, callback_url: str) -> httpx2.Request:
    """The request, to be signed each time it is sent."""
    told = json.dumps(_told(request, callback_url)).encode()
    files = _files(request)
    if files:
        part = ("request", ("request.json", told, "application/json"))
        message = httpx2.Request("POST", settings.HTTP_PROVIDER_URL, files=[part, *files])
    else:
        kind = {"content-type": "application/json"}
        message = httpx2.Request("POST", settings.HTTP_PROVIDER_URL, content=told, headers=kind)
    message.read()
    message.headers["idempotency-key"] = request.idempotency_key
    return message


def sign_again(message: httpx2.Request) -> httpx2.Request:
    """The same message as of now: the time of a first try may be too old for the third."""
    message_id = message.headers["idempotency-key"]
    secret = settings.HTTP_PROVIDER_SECRET
    message.headers.update(signed_headers(secret, message_id, message.content))
    return message


def _told(request: ProviderRequest, callback_url: str) -> dict[str, Any]:
    return {
        "id": request.idempotency_key,
        "prompt": request.prompt,
        "mode": request.mode,
        "model": request.model,
        "seed": request.seed,
        "count": request.count,
        "size": list(request.size) if request.size else None,
        "aspectRatio": request.aspect_ratio or None,
        "style": request.style or None,
        "strength": request.strength,
        "settings": dict(request.settings),
        "callbackUrl": callback_url or None,
    }


def _files(request: ProviderRequest) -> list[tuple[str, tuple[str, bytes, str]]]:
    named = [("image", request.image), ("mask", _fitting_mask(request))]
    named += [("reference", each) for each in request.references]
    return [
        (name, (f"{name}.png", _png(picture), "image/png"))
        for name, picture in named
        if picture is not None
    ]


def _fitting_mask(request: ProviderRequest) -> Image.Image | None:
    """As large as the picture, so that nobody who answers has to see to that."""
    mask, image = request.mask, request.image
    if mask is None or image is None or mask.size == image.size:
        return mask
    return mask.resize(image.size, Image.Resampling.BILINEAR)


def _png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=4)
    return buffer.getvalue()
