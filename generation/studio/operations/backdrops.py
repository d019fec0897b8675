"""What stands behind a subject: its own background out of focus, a colour, a picture, a scene."""

import zlib
from collections.abc import Callable

import cv2
import numpy as np
from PIL import Image, ImageColor

from generation.studio.errors import SceneNotPainted
from generation.studio.inpainting.spreading import spread
from generation.studio.painter import SCENES, PromptNotUnderstood, Sketch, paint, read_prompt
from generation.studio.pixels import Pixels
from generation.studio.regions.sizes import shrunk

APERTURE = 0.026
"""Radius of the blur at full strength, as a part of the longer side."""

DISC = 6
"""Radius in pixels that a blur has on its working copy: smaller, its shape would be lost."""

SMALLEST_COPY, LARGEST_COPY = 480, 1600

Backdrop = Callable[[slice], Pixels]
"""What stands behind, a range of rows at a time: the whole of a large frame would not fit."""

GAMMA = 2.2
"""Blurred as light and not as numbers: lamps become bright discs."""

PAINTED_SIDE = 1536
"""Longest side at which a scene is painted; larger, it is enlarged."""


def blurred_backdrop(pixels: Pixels, subject: Pixels, amount: float) -> Pixels:
    """The picture's own background as through an open lens, as a copy that is no larger than its
    softness needs; filled in under the subject first, so that nothing of it glows around its edge.
    """
    longest = max(pixels.shape[:2])
    radius = APERTURE * amount
    side = round(min(max(DISC / max(radius, 1e-6), SMALLEST_COPY), LARGEST_COPY, longest))
    small, alpha = shrunk(pixels, side), shrunk(subject, side)
    reach = max(1, round(side * 0.006))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    behind = 1 - cv2.dilate(alpha, kernel).astype(np.float32) / 255
    light = np.asarray((small / np.float32(255)) ** np.float32(GAMMA), dtype=np.float32)
    if behind.max() > 0:
        light = spread(light, np.asarray(behind, dtype=np.float32))
    soft = cv2.filter2D(light, -1, _disc(radius * side), borderType=cv2.BORDER_REFLECT)
    levels = np.clip(soft, 0, 1) ** (1 / GAMMA) * 255
    return np.asarray(np.rint(levels).astype(np.uint8))


def _disc(radius: float) -> Pixels:
    """The picture of a point out of focus, its rim softened; its sum is 1."""
    reach = int(np.ceil(radius)) + 1
    across = np.arange(-reach, reach + 1)
    away = np.hypot(across[np.newaxis], across[:, np.newaxis])
    disc = np.clip(radius + 0.5 - away, 0, 1)
    return np.asarray(disc / disc.sum(), dtype=np.float32)


def plain(color: str, width: int) -> Backdrop:
    """One colour, #rrggbb."""
    return lambda rows: np.full((rows.stop - rows.start, width, 3), ImageColor.getrgb(color), "u1")


def covering(picture: Image.Image, width: int, height: int) -> Backdrop:
    """The middle of a picture at that size, nothing distorted; transparent parts white."""
    opaque = picture
    if picture.mode == "RGBA":
        opaque = Image.new("RGB", picture.size, "white")
        opaque.paste(picture, mask=picture.getchannel("A"))
    scale = max(width / picture.width, height / picture.height)
    left = max(0.0, (picture.width - width / scale) / 2)
    top = max(0.0, (picture.height - height / scale) / 2)

    def resized(rows: slice) -> Pixels:
        # The rows beyond the box are seen by Pillow's filter, too: strips leave no seams.
        upper, lower = top + rows.start / scale, min(top + rows.stop / scale, picture.height)
        box = (left, upper, picture.width - left, lower)
        size = (width, rows.stop - rows.start)
        return np.asarray(opaque.resize(size, Image.Resampling.LANCZOS, box=box))

    return resized


def painted(words: str, width: int, height: int) -> Backdrop:
    """A scene in words, the same for the same words and shape. Raises SceneNotPainted."""
    sketch = scene_in(words)
    scale = min(1.0, PAINTED_SIDE / max(width, height))
    sides = [max(64, round(side * scale)) for side in (width, height)]
    longest = max(sides)
    sides = [max(side, -(-longest // 4)) for side in sides]
    seed = zlib.crc32(words.strip().lower().encode())
    return covering(paint(sketch, seed=seed, width=sides[0], height=sides[1]), width, height)


def scene_in(words: str) -> Sketch:
    """What the painter makes of the words. Raises SceneNotPainted where it can paint nothing of
    them."""
    try:
        return read_prompt(words)
    except PromptNotUnderstood as error:
        raise SceneNotPainted(
            f"The studio cannot paint “{words.strip()[:60]}” as a background. It can paint: "
            f"{', '.join(SCENES)}."
        ) from error
