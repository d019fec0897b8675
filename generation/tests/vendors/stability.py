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
    "edit/inpaint": (
        {"image", "prompt"},
        {"mask", "grow_mask", "style_preset", "negative_prompt"},
    ),
    "edit/outpaint": (
        {"image"},
        {"left", "right", "up", "down", "prompt", "creativity", "style_preset"},
    ),
    "edit/search-and-replace": (
        {"image", "prompt", "search_prompt"},
        {"style_preset", "negative_prompt", "grow_mask"},
    ),
    "edit/search-and-recolor": (
        {"image", "prompt", "select_prompt"},
        {"style_preset", "negative_prompt", "grow_mask"},
    ),
    "edit/remove-background": ({"image"}, set()),
    "edit/replace-background-and-relight": (
        {"subject_image"},
        {"background_prompt", "foreground_prompt", "negative_prompt"},
    ),
    "upscale/fast": ({"image"}, set()),
    "upscale/conservative": ({"image", "prompt"}, {"creativity", "negative_prompt"}),
    "upscale/creative": ({"image", "prompt"}, {"creativity", "negative_prompt"}),
}
MOST_PIXELS = {
    "edit/remove-background": 4_194_304,
    "upscale/fast": 1_048_576,
    "upscale/creative": 1_048_576,
}
NOT_TOO_THIN = {
    "edit/outpaint",
    "edit/search-and-replace",
    "edit/search-and-recolor",
    "edit/replace-background-and-relight",
    "upscale/conservative",
}
STYLES = {
    "enhance", "anime", "photographic", "digital-art", "comic-book", "fantasy-art", "line-art",
    "analog-film", "neon-punk", "isometric", "low-poly", "origami", "modeling-compound",
    "cinematic", "3d-model", "pixel-art", "tile-texture",
}  # fmt: skip
MODELS = {"sd3.5-large", "sd3.5-large-turbo", "sd3.5-medium", "sd3.5-flash"}
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
    _check_words(text)
    if path == "generate/sd3":
        assert text["mode"] in {"text-to-image", "image-to-image"}
        assert text.get("model", "sd3.5-large") in MODELS
        assert ("image" in opened) == ("strength" in text) == (text["mode"] != "text-to-image")
        assert not ("image" in opened and "aspect_ratio" in text)
    if path == "generate/ultra":
        assert ("image" in opened) == ("strength" in text)
    for picture in opened.values():
        _check_picture(path, picture)
    if path == "edit/outpaint":
        sides = [int(text.get(side, "0")) for side in ("left", "right", "up", "down")]
        assert any(sides)
        assert all(0 <= side <= 2000 for side in sides)


def _check_words(text: dict[str, str]) -> None:
    assert text.get("output_format", "png") in {"png", "jpeg", "webp"}
    assert 0 <= int(text.get("seed", "0")) <= 4_294_967_294
    assert text.get("aspect_ratio", "1:1") in RATIOS
    assert text.get("style_preset", "anime") in STYLES
    assert 0 <= float(text.get("strength", "0")) <= 1
    for name, value in text.items():
        if name.endswith("prompt"):
            assert 1 <= len(value) <= 10_000, name


def _check_picture(path: str, picture: Image.Image) -> None:
    least = 32 if path == "upscale/fast" else 64
    assert min(picture.size) >= least
    assert least * least <= picture.width * picture.height <= MOST_PIXELS.get(path, 9_437_184)
    assert picture.format in {"PNG", "JPEG", "WEBP"}
    if path == "upscale/fast":
        assert max(picture.size) <= 1536
    if path in NOT_TOO_THIN:
        assert max(picture.size) <= 2.5 * min(picture.size)


def fields_of(asked: Asked) -> dict[str, str]:
    return {part.name: part.text for part in parts_of(asked) if part.file is None}


def pictures_of(asked: Asked) -> dict[str, Image.Image]:
    return {
        part.name: Image.open(io.BytesIO(part.data))
        for part in parts_of(asked)
        if part.file is not None
    }
