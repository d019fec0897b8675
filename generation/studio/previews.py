"""A fast look at a plan: the picture opened small, edited and encoded for a screen."""

import io
from dataclasses import replace
from typing import IO

import cv2
import numpy as np
from PIL import Image

from generation.studio.execution import OnProgress, Result, execute, ignore_progress
from generation.studio.normalising import ORIENTATION, normalised
from generation.studio.plan import Plan
from generation.studio.sizes import fitted_size

PREVIEW_SIDE = 1280
"""The longer side of a preview in pixels."""

DIRECT = frozenset({"RGB", "L"})
"""Modes whose pixels can be averaged as they are."""

QUALITY, METHOD = 80, 1
"""Of WebP: method 1 takes a third of the default's time, at nearly the same size."""


def open_small(source: IO[bytes] | Image.Image, side: int = PREVIEW_SIDE) -> Image.Image:
    """The picture upright, as RGB or RGBA, its longer side at most `side` pixels.

    A JPEG is decoded small (at 1/2, 1/4 or 1/8), and turned upright after it was shrunk.
    """
    image = source if isinstance(source, Image.Image) else Image.open(source)
    fitted = fitted_size(image.size, side)
    image.draft("RGB", fitted)
    # Pillow reads late; the file may be closed by then.
    image.load()
    if image.size == fitted:
        return normalised(image)
    plain = image if image.mode in DIRECT else normalised(image)
    small = shrunk(plain, side)
    for name in ("icc_profile", "transparency"):
        if name in plain.info:
            small.info[name] = plain.info[name]
    small.getexif()[ORIENTATION] = plain.getexif().get(ORIENTATION, 1)
    return normalised(small)


def preview(
    plan: Plan,
    image: Image.Image,
    *,
    mask: Image.Image | None = None,
    pictures: tuple[Image.Image, ...] = (),
    scale: float = 1.0,
    on_progress: OnProgress = ignore_progress,
) -> Result:
    """The plan carried out on a small copy that stays small; cuts in pixels are kept in
    proportion.

    `scale` is what `image` was shrunk by already. Raises what `execute` raises.
    """
    small = shrunk(image)
    factor = scale * small.width / image.width
    steps = tuple(operation.at_scale(factor) for operation in plan.operations)
    plan = replace(plan, operations=steps)
    fitted = None if mask is None else mask.convert("L").resize(small.size)
    return execute(
        plan,
        small,
        mask=fitted,
        pictures=tuple(map(shrunk, pictures)),
        on_progress=on_progress,
        longest=PREVIEW_SIDE,
    )


def encode_preview(image: Image.Image) -> bytes:
    """The picture as WebP, no side longer than PREVIEW_SIDE."""
    stream = io.BytesIO()
    shrunk(image).save(stream, "WEBP", quality=QUALITY, method=METHOD)
    return stream.getvalue()


def shrunk(image: Image.Image, side: int = PREVIEW_SIDE) -> Image.Image:
    """The picture with its longer side at most `side` pixels; each pixel the mean of its area."""
    size = fitted_size(image.size, side)
    if size == image.size:
        return image
    if image.mode not in DIRECT:
        return image.resize(size, Image.Resampling.BOX)
    # OpenCV averages areas in a fifth of Pillow's time.
    return Image.fromarray(cv2.resize(np.asarray(image), size, interpolation=cv2.INTER_AREA))
