"""A JPEG of 12 megapixels to a preview: the engine against the same steps written straight."""

import io

import cv2
import numpy as np
from PIL import Image

from bench.results import Result
from bench.timing import medians
from generation.studio import understand
from generation.studio.painter import paint
from generation.studio.previews import encode_preview, open_small, preview

WORDS = "black and white, brighter, vignette"
SIZE = (4000, 3000)
SIDE = 1280


def twelve_megapixels() -> bytes:
    """A painted photograph of 12 megapixels, lying on its side as a telephone leaves it."""
    image = paint("mountains", seed=1, width=2000, height=1500).resize(SIZE)
    exif = Image.Exif()
    exif[0x0112] = 6
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=90, exif=exif)
    return stream.getvalue()


def ours(data: bytes) -> bytes:
    plan = understand(WORDS)
    return encode_preview(preview(plan, open_small(io.BytesIO(data))).image)


def straight(data: bytes) -> bytes:
    """What one would write for just this, with OpenCV, Pillow and draft decoding."""
    image = Image.open(io.BytesIO(data))
    image.draft("RGB", (SIDE, SIDE * 3 // 4))
    small = cv2.resize(np.asarray(image), (SIDE, SIDE * 3 // 4), interpolation=cv2.INTER_AREA)
    gray = cv2.rotate(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), cv2.ROTATE_90_CLOCKWISE)
    light = np.linspace(0, 1, 256)
    table = np.rint((1 - (1 - light) ** 1.37) * 255).astype(np.uint8)
    toned = cv2.LUT(gray, table)
    height, width = toned.shape
    axis = np.linspace(-1, 1, 256) ** 2
    fall = np.clip((np.sqrt((axis[:, None] + axis) / 2) - 0.35) / 0.65, 0, 1)
    field = np.rint((1 - 0.46 * fall * fall * (3 - 2 * fall)) * 255).astype(np.uint8)
    shaded = cv2.multiply(toned, cv2.resize(field, (width, height)), scale=1 / 255)
    stream = io.BytesIO()
    Image.fromarray(cv2.cvtColor(shaded, cv2.COLOR_GRAY2RGB)).save(
        stream, "WEBP", quality=80, method=1
    )
    return stream.getvalue()


def measure() -> list[Result]:
    data = twelve_megapixels()
    mine, theirs = medians([lambda: ours(data), lambda: straight(data)], rounds=9)
    name = f"“{WORDS}”, 12 MP JPEG to preview"
    return [Result(name, mine * 1e3, "straight OpenCV and Pillow", theirs * 1e3, "ms", 1.15)]
