"""The sky."""

from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

from generation.studio.errors import PartNotFound
from generation.studio.operations.base import (
    Group,
    Guided,
    Material,
    Outcome,
    Reach,
    Size,
    percent,
)
from generation.studio.operations.fields import choice, number
from generation.studio.operations.strips import in_strips
from generation.studio.pixels import Pixels, on_colour
from generation.studio.regions import find
from generation.studio.regions.blending import blended
from generation.studio.regions.picture import gray_of

Colour = tuple[int, int, int]

SKIES = ("blue", "sunset", "golden", "pink", "purple", "stormy", "night", "teal")

LEAST_SURE = 0.45
"""Confidence of a sky below which nothing is coloured: there is none."""

DOUBTFUL = 0.6


@dataclass(frozen=True)
class Mood:
    """The light of a sky: colours at the zenith, halfway and at the horizon; how bright it is as a
    part of full light; how much its clouds stand out."""

    top: Colour
    middle: Colour
    horizon: Colour
    contrast: float = 1.0


MOODS = {
    "blue": Mood((46, 112, 196), (104, 164, 224), (196, 222, 240)),
    "sunset": Mood((74, 64, 124), (222, 112, 96), (255, 190, 106), 1.15),
    "golden": Mood((168, 146, 118), (232, 184, 110), (255, 224, 150)),
    "pink": Mood((138, 118, 178), (232, 148, 176), (255, 208, 200)),
    "purple": Mood((58, 42, 110), (132, 88, 168), (226, 158, 196), 1.1),
    "stormy": Mood((56, 64, 76), (98, 106, 116), (152, 158, 160), 1.4),
    "night": Mood((8, 12, 34), (20, 30, 66), (54, 66, 104), 0.8),
    "teal": Mood((12, 88, 108), (62, 156, 160), (186, 222, 208)),
}


@dataclass(frozen=True, kw_only=True)
class SkyRecolor(Guided):
    """Gives a real sky another light; its clouds stay."""

    name = "sky_recolor"
    reach = Reach.OBJECT
    stage = "Colouring the sky"
    group = Group.OBJECTS
    example = "make the sky a sunset sky"

    mood: str = choice(
        ("blue", "sunset", "golden", "pink", "purple", "stormy", "night", "teal"), "blue"
    )
    amount: float = number(0, 1, 0.85)

    def work(self, image: Image.Image, material: Material) -> Outcome:
        mask, confidence = _sky(image, material.mask)
        mood = MOODS[self.mood]
        result = on_colour(image, lambda pixels: in_mood(pixels, mask, mood, self.amount))
        note = "" if confidence >= DOUBTFUL else "Is this the sky? If not, paint a mask over it."
        return Outcome(result, confidence, note)

    def sentence(self, before: Size, after: Size) -> str:
        return f"Gave the sky {_named(self.mood)} light ({percent(self.amount)})."


def _named(mood: str) -> str:
    return {"night": "the night’s", "sunset": "a sunset’s"}.get(mood, f"a {mood}")


def _sky(image: Image.Image, mask: Image.Image | None) -> tuple[Pixels, float]:
    """Where the sky is and how sure that is. Raises PartNotFound."""
    if mask is not None:
        return np.asarray(mask), 1.0
    part = find("sky", image)
    if part is None or part.confidence < LEAST_SURE:
        raise PartNotFound(
            "The studio sees no sky in this picture. If there is one, paint a mask over it."
        )
    return np.asarray(part.mask), part.confidence


def in_mood(pixels: Pixels, mask: Pixels, mood: Mood, amount: float) -> Pixels:
    """The picture with what the mask marks in that light: the colours of the mood from the top of
    the mask to its foot, with the picture's own differences of light laid over them; `amount` 0..1.
    """
    gray = gray_of(pixels)
    rows = np.flatnonzero((mask > 127).any(axis=1))
    first, last = (int(rows[0]), int(rows[-1])) if len(rows) else (0, len(mask) - 1)
    base = _gradient(mood, len(mask), first, last)
    usual = _usual_light(gray, mask)

    def coloured(strip: Pixels, top: int) -> Pixels:
        rows = range(top, top + len(strip))
        lit = np.stack([_lit(gray[row], base[row], usual[row], mood.contrast) for row in rows])
        soft = cv2.convertScaleAbs(mask[top : top + len(strip)], alpha=amount)
        return blended(strip, lit, np.asarray(soft, dtype=np.uint8))

    return in_strips(pixels, coloured)


def _gradient(mood: Mood, height: int, first: int, last: int) -> Pixels:
    """The colour of each row."""
    along = np.clip((np.arange(height) - first) / max(last - first, 1), 0, 1)
    stops = np.array([mood.top, mood.middle, mood.horizon], np.float64)
    channels = [np.interp(along, (0, 0.55, 1), stops[:, at]) for at in range(3)]
    return np.rint(np.stack(channels, axis=-1)).astype(np.uint8)


def _usual_light(gray: Pixels, mask: Pixels) -> Pixels:
    """The light of the clear sky in each row, from the darker part of it, smoothly."""
    height, width = mask.shape
    size = (min(width, 128), min(height, 128))
    small = cv2.resize(gray, size, interpolation=cv2.INTER_AREA)
    inside = cv2.resize(mask, size, interpolation=cv2.INTER_AREA) > 200
    known = [at for at in range(size[1]) if inside[at].any()]
    if not known:
        return np.full(height, 128, np.uint8)
    light = [float(np.percentile(small[at][inside[at]], 40)) for at in known]
    smooth = np.interp(np.arange(size[1]), known, light).reshape(-1, 1).astype(np.float32)
    soft = cv2.GaussianBlur(smooth, (1, 0), 0.01, sigmaY=6, borderType=cv2.BORDER_REPLICATE)
    wide = cv2.resize(soft, (1, height), interpolation=cv2.INTER_LINEAR)
    return np.clip(np.rint(np.ravel(wide)), 0, 255).astype(np.uint8)


def _lit(gray: Pixels, colour: Pixels, usual: int, contrast: float) -> Pixels:
    """A row in one colour, lighter and darker as the picture is: a table looked up."""
    levels = np.arange(256, dtype=np.float64)
    apart = (levels - float(usual)) * contrast / 255
    lighter = np.clip(apart, 0, 1)[:, np.newaxis]
    darker = 1 + np.clip(apart, -1, 0)[:, np.newaxis]
    table = colour * darker
    table = table + (_cloud(colour) - table) * np.minimum(lighter * 1.6, 1)
    return np.asarray(np.clip(np.rint(table), 0, 255).astype(np.uint8)[gray])


def _cloud(colour: Pixels) -> Pixels:
    """What a cloud looks like in front of that colour: nearly white by day, darker at night."""
    white = np.clip(colour.astype(np.float64).max() * 1.35 + 25, 0, 255)
    return np.asarray(np.rint(white * 0.75 + colour * 0.25), dtype=np.uint8)
