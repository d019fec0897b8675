"""An image API as docs/http-provider.md describes it, strict about what it is sent."""

import io
import json
from typing import Any

from PIL import Image

from generation.providers.webhook.signing import is_signed
from generation.tests.vendors.gemini import png
from generation.tests.vendors.multipart import parts_of
from generation.tests.vendors.server import Asked, Reply

SECRET = "whsec_b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHM="
FIELDS = {
    "id", "prompt", "mode", "model", "seed", "count", "size", "aspectRatio", "style", "strength",
    "settings", "callbackUrl",
}  # fmt: skip


def error(status: int, code: str = "", **headers: str) -> Reply:
    told = {"error": {"code": code, "message": f"no: {SECRET}"}} if code else {}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, json.dumps(told).encode(), {"Content-Type": "application/json", **named})


def pictured(picture: bytes = b"") -> Reply:
    return Reply(200, picture or png(), {"Content-Type": "image/png"})


def told(status: int, body: Any, **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, json.dumps(body).encode(), {"Content-Type": "application/json", **named})


def answer(asked: Asked) -> Reply:
    """Pictures for a request in which nothing is wrong."""
    if not is_signed(SECRET, asked.headers, asked.body):
        return error(401, "unauthorized")
    if asked.method == "DELETE":
        return Reply(204)
    if asked.method == "GET":
        return pictured()
    try:
        request = request_of(asked)
        assert set(request) == FIELDS
        assert asked.headers["idempotency-key"] == asked.headers["webhook-id"]
        assert request["mode"] in {"text-to-image", "image-to-image"}
        pictures = pictures_of(asked)
        assert set(pictures) <= {"image", "mask", "reference"}
        assert ("image" in pictures) == (request["mode"] == "image-to-image")
        assert all(each.format == "PNG" for named in pictures.values() for each in named)
    except (AssertionError, KeyError, ValueError):
        return error(400, "unsupported")
    if request["count"] == 1:
        return pictured()
    data = [{"url": f"http://{asked.headers['host']}/pictures/{place}"} for place in range(9)]
    return told(200, {"images": data[: request["count"]]})


def request_of(asked: Asked) -> dict[str, Any]:
    if asked.headers["content-type"] == "application/json":
        return dict(json.loads(asked.body))
    return dict(json.loads(next(part.data for part in parts_of(asked) if part.name == "request")))


def pictures_of(asked: Asked) -> dict[str, list[Image.Image]]:
    if asked.headers["content-type"] == "application/json":
        return {}
    found: dict[str, list[Image.Image]] = {}
    for part in parts_of(asked):
        if part.name != "request":
            found.setdefault(part.name, []).append(Image.open(io.BytesIO(part.data)))
    return found
