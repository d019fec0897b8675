"""Stability's v2beta as strict as the vendor's: each operation with its own fields."""

import io
import json

from PIL import Image

from generation.tests.vendors.gemini import png
from generation.tests.vendors.multipart import Part, parts_of
from generation.tests.vendors.server import Asked, Reply

KEY = "sk-stability-only-for-tests"
COMMON = {"output_format", "seed"}
FIELDS: dict[str, tuple[set[str], set[str]]] = {
    # Path: what has to be there, and what may be.
    "generate/core": ({"prompt"}, {"aspect_ratio", "style_preset", "negative_prompt"}),
    "generate/ultra": (
        {"prompt"},
        {"aspect_ratio", "style_preset", "negative_prompt", "image", "strength"},
    ),
    "generate/sd3": (
        {"prompt", "mode"},
        {"aspect_ratio", "style_preset", "negative_prompt", "image", "strength", "model"},
    ),
    "edit/erase": ({"image"}, {"mask", "grow_mask"}),
    "edit/inpaint": ({"image", "prompt"}, {"mask", "grow_mask", "style_preset"}),
    "edit/outpaint": (
        {"image"},
        {"left", "right", "up", "down", "prompt", "creativity", "style_preset"},
    ),
    "edit/search-and-replace": ({"image", "prompt", "search_prompt"}, {"style_preset"}),
    "edit/search-and-recolor": ({"image", "prompt", "select_prompt"}, {"style_preset"}),
    "edit/remove-background": ({"image"}, set()),
    "edit/replace-background-and-relight": ({"subject_image"}, {"background_prompt"}),
    "upscale/fast": ({"image"}, set()),
    "upscale/conservative": ({"image", "prompt"}, {"creativity"}),
    "upscale/creative": ({"image", "prompt"}, {"creativity"}),
}
WITHOUT_SEED = {"edit/remove-background", "upscale/fast"}
SLOW = {"upscale/creative", "edit/replace-background-and-relight"}
RATIOS = {"16:9", "1:1", "21:9", "2:3", "3:2", "4:5", "5:4", "9:16", "9:21"}
JOB = "a1b2c3d4"


def error(status: int, name: str, **headers: str) -> Reply:
    told = {"id": "e1", "name": name, "errors": [f"no: {KEY}"]}
    named = {each.replace("_", "-"): value for each, value in headers.items()}
    return Reply(status, json.dumps(told).encode(), {"Content-Type": "application/json", **named})


def pictured(picture: bytes = b"", seed: int = 7, finish: str = "SUCCESS") -> Reply:
    told = {"Content-Type": "image/png", "finish-reason": finish, "seed": str(seed)}
    return Reply(200, picture or png(), told)


def running() -> Reply:
    body = json.dumps({"id": JOB, "status": "in-progress"}).encode()
    return Reply(202, body, {"Content-Type": "application/json"})


def answer(asked: Asked) -> Reply:
    """A picture for a request in which nothing is wrong."""
    if asked.headers.get("authorization") != f"Bearer {KEY}":
        return error(401, "unauthorized")
    if asked.headers.get("accept") != "image/*":
        return error(400, "bad_request")
    if asked.method == "GET":
        return pictured() if asked.path == f"/v2beta/results/{JOB}" else error(404, "not_found")
    path = asked.path.removeprefix("/v2beta/stable-image/")
    if path not in FIELDS:
        return error(404, "not_found")
    try:
        _check(path, parts_of(asked))
    except (AssertionError, ValueError) as fault:
        return error(422, f"invalid: {fault!r}"[:200])
    if path in SLOW:
        return Reply(200, json.dumps({"id": JOB}).encode(), {"Content-Type": "application/json"})
    return pictured()


def _check(path: str, parts: list[Part]) -> None:
    assert len(b"".join(part.data for part in parts)) < 10 * 1024 * 1024
    names = [part.name for part in parts]
    assert len(names) == len(set(names))
    needed, known = FIELDS[path]
    common = COMMON - ({"seed"} if path in WITHOUT_SEED else set())
    assert needed <= set(names), needed - set(names)
    assert set(names) <= needed | known | common, set(names) - needed - known - common
    text = {part.name: part.text for part in parts if part.file is None}
    pictures = {part.name: part for part in parts if part.file is not None}
    assert set(pictures) <= {"image", "mask", "subject_image"}
    opened = {name: Image.open(io.BytesIO(part.data)) for name, part in pictures.items()}
    if "mask" in opened:
        assert opened["mask"].mode == "L"
        assert opened["mask"].size == opened["image"].size
    assert 0 <= int(text.get("seed", "0")) <= 4_294_967_294
    assert text.get("aspect_ratio", "1:1") in RATIOS
    if path == "generate/sd3":
        assert text["mode"] in {"text-to-image", "image-to-image"}
        assert ("image" in opened) == ("strength" in text) == (text["mode"] != "text-to-image")
    for picture in opened.values():
        assert picture.width * picture.height <= 9_437_184
        if path == "upscale/fast":
            assert max(picture.size) <= 1536
            assert picture.width * picture.height <= 1_048_576
    if path == "edit/outpaint":
        sides = [int(text.get(side, "0")) for side in ("left", "right", "up", "down")]
        assert any(sides)
        assert all(0 <= side <= 2000 for side in sides)


def fields_of(asked: Asked) -> dict[str, str]:
    return {part.name: part.text for part in parts_of(asked) if part.file is None}


def pictures_of(asked: Asked) -> dict[str, Image.Image]:
    return {
        part.name: Image.open(io.BytesIO(part.data))
        for part in parts_of(asked)
        if part.file is not None
    }
