"""Prints: flat colours with clean edges, as posters, plain wallpaper and woodblocks have them."""

import cv2
import numpy as np
from PIL import Image

from ..colour import gradient, smoothstep
from .fields import Field, Levels, as_levels, as_light, edges, grey, paper, softened

WOODBLOCK = ("1b2945", "2c4d78", "5c87a4", "c2b894", "ecd3a2", "f7ecd2")


def flat(shown: Levels, chance: np.random.Generator) -> Levels:
    """A poster: a few inks, shapes cut clean, the tooth of paper."""
    inked = _cut(shown, inks=16, finest=95, saturation=1.28)
    tooth = paper(chance, (shown.shape[0], shown.shape[1]), max(1.4, min(shown.shape[:2]) / 500))
    return as_levels(inked * (1 + 0.018 * tooth[..., None]))


def woodblock(shown: Levels, chance: np.random.Generator) -> Levels:
    """A Japanese print: flat indigo, ochre and cream, dark outlines, a band of ink at the top."""
    inked = _cut(shown, inks=12, finest=120, saturation=1.1)
    level = grey(inked)
    low, high = (float(part) for part in np.percentile(level, (2, 98)))
    tone = np.clip((level - low) / max(high - low, 0.05), 0, 1)
    tinted = 0.62 * gradient([_code(code) for code in WOODBLOCK], tone) + 0.38 * inked
    short = min(shown.shape[:2])
    outline = edges(softened(tone, short / 600), short / 500)
    line = smoothstep(0.25, 0.7, outline)[..., None] * np.float32(0.8)
    printed = tinted * (1 - line) + _code("17203a") * line
    rows = np.linspace(0, 1, shown.shape[0], dtype=np.float32)[:, None]
    band = (smoothstep(0.2, 0.0, rows) * np.float32(0.6))[..., None]
    printed = printed * (1 - band) + _code("24406e") * band
    tooth = paper(chance, (shown.shape[0], shown.shape[1]), max(1.6, short / 380))
    return as_levels(printed * (1 + 0.03 * tooth[..., None]))


def _code(code: str) -> Field:
    return np.array([int(code[at : at + 2], 16) / 255 for at in (0, 2, 4)], np.float32)


def _cut(shown: Levels, *, inks: int, finest: int, saturation: float) -> Field:
    """The picture in so many inks; shapes smaller than the short side / `finest` are lost."""
    short = min(shown.shape[:2])
    size = 2 * max(1, short // (2 * finest)) + 1
    calm = as_light(np.asarray(cv2.medianBlur(cv2.medianBlur(shown, size), size), np.uint8))
    level = grey(calm)[..., None]
    vivid = as_levels(level + (calm - level) * np.float32(saturation))
    few = Image.fromarray(vivid).quantize(
        inks, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE, kmeans=2
    )
    cut = np.asarray(cv2.medianBlur(np.asarray(few.convert("RGB")), size), np.uint8)
    return softened(as_light(cut), max(0.5, short / 1400))
