"""Gemini's `generateContent` as strict as the vendor's: what it does not know it refuses."""

import base64
import io
import json
from typing import Any

from PIL import Image

from generation.tests.vendors.server import Asked, Reply

KEY = "AIza-only-for-tests"
MODELS = ("gemini-nano-banana-2.1", "gemini-3-pro-image")
PATHS = {f"/v1beta/models/{model}:generateContent": model for model in MODELS}
RATIOS = {"1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9"}


def png(color: str = "gold", size: tuple[int, int] = (64, 48)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, color).save(buffer, "PNG")
    return buffer.getvalue()


def error(status: int, code: str, reason: str = "", *, delay: str = "", **headers: str) -> Reply:
    """In Google's shape, with the key in its words as a careless vendor might."""
    details = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason}]
    if delay:
        # Where Google says how long to wait; it sends no such header.
        details = [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay}]
    told: dict[str, Any] = {"code": status, "message": f"no: {KEY}", "status": code}
    if reason or delay:
        told["details"] = details
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, json.dumps({"error": told}).encode(), named)


def pictured(*pictures: bytes, words: str = "", signature: str = "") -> Reply:
    """An answer with these pictures, the last one signed."""
    parts: list[dict[str, Any]] = [{"text": words}] if words else []
    parts += [
        {"inlineData": {"mimeType": "image/png", "data": base64.b64encode(each).decode()}}
        for each in pictures
    ]
    if signature:
        parts[-1]["thoughtSignature"] = signature
    candidate = {"content": {"role": "model", "parts": parts}, "finishReason": "STOP"}
    usage = {"totalTokenCount": 1290}
    return Reply(200, json.dumps({"candidates": [candidate], "usageMetadata": usage}).encode())


def withheld(**told: Any) -> Reply:
    """Status 200 without a picture."""
    return Reply(200, json.dumps(told).encode())


def answer(asked: Asked) -> Reply:
    """A picture for a request in which nothing is wrong."""
    model = PATHS.get(asked.path, "")
    if not model:
        return error(404, "NOT_FOUND")
    if asked.headers.get("x-goog-api-key") != KEY:
        return error(400, "INVALID_ARGUMENT", "API_KEY_INVALID")
    try:
        _check(json.loads(asked.body), model)
    except (AssertionError, KeyError, TypeError, ValueError) as fault:
        return error(400, "INVALID_ARGUMENT", repr(fault))
    return pictured(png(), words="A fine lake.", signature=signed(model))


def signed(model: str) -> str:
    return f"signed by {model}"


def _check(body: dict[str, Any], model: str) -> None:
    assert set(body) == {"contents", "generationConfig"}
    config = body["generationConfig"]
    assert set(config) <= {"responseModalities", "imageConfig"}
    assert config["responseModalities"] == ["IMAGE"]
    picture = config.get("imageConfig", {})
    assert set(picture) <= {"aspectRatio", "imageSize"}
    assert picture.get("aspectRatio", "1:1") in RATIOS
    assert picture.get("imageSize", "1K") in {"1K", "2K", "4K"}
    roles = [content["role"] for content in body["contents"]]
    assert roles == [("user", "model")[place % 2] for place in range(len(roles))]
    assert roles[-1] == "user"
    for content in body["contents"]:
        assert set(content) == {"role", "parts"}
        for part in content["parts"]:
            _check_part(part)
            # "Image part is missing a thought_signature", or "an invalid thought signature".
            is_own = content["role"] == "model" and "inlineData" in part
            assert not is_own or part.get("thoughtSignature") == signed(model)


def _check_part(part: dict[str, Any]) -> None:
    assert set(part) - {"thoughtSignature"} in ({"text"}, {"inlineData"})
    if "inlineData" in part:
        assert set(part["inlineData"]) == {"mimeType", "data"}
        assert part["inlineData"]["mimeType"] in {"image/png", "image/jpeg", "image/webp"}
        Image.open(io.BytesIO(base64.b64decode(part["inlineData"]["data"], validate=True))).load()


def parts_of(asked: Asked, turn: int = -1) -> list[Any]:
    """What one content said: words as text, pictures opened."""
    parts = json.loads(asked.body)["contents"][turn]["parts"]
    return [
        part["text"]
        if "text" in part
        else Image.open(io.BytesIO(base64.b64decode(part["inlineData"]["data"])))
        for part in parts
    ]
