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
    """The signed request, ready to be sent, and sent again."""
    told = json.dumps(_told(request, callback_url)).encode()
    files = _files(request)
    if files:
        part = ("request", ("request.json", told, "application/json"))
        message = httpx2.Request("POST", settings.HTTP_PROVIDER_URL, files=[part, *files])
    else:
        kind = {"content-type": "application/json"}
        message = httpx2.Request("POST", settings.HTTP_PROVIDER_URL, content=told, headers=kind)
    body = message.read()
    message_id = request.idempotency_key
    message.headers.update(signed_headers(settings.HTTP_PROVIDER_SECRET, message_id, body))
    message.headers["idempotency-key"] = message_id
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
    named = [("image", request.image), ("mask", request.mask)]
    named += [("reference", each) for each in request.references]
    return [
        (name, (f"{name}.png", _png(picture), "image/png"))
        for name, picture in named
        if picture is not None
    ]


def _png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=4)
    return buffer.getvalue()
