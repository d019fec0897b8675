"""Pencil: hatching that follows the light, and outlines, on paper."""

import cv2
import numpy as np

from ..colour import smoothstep
from ..noise import spectral
from .fields import Field, Levels, as_levels, as_light, edges, grey, paper, softened


def pencil(shown: Levels, chance: np.random.Generator) -> Levels:
    """Graphite: three layers of hatching by darkness, soft shade, outlines."""
    level = grey(as_light(shown))
    short = min(level.shape)
    # The middle of what is there becomes the middle of the paper's range.
    low, high = (float(part) for part in np.percentile(level, (2, 98)))
    tone = np.clip((level - low) / max(high - low, 0.05), 0, 1)
    tooth = paper(chance, (level.shape[0], level.shape[1]), max(1.4, short / 520))
    dodged = np.clip(tone / np.maximum(softened(tone, short / 90), 0.04), 0, 1) ** np.float32(2.2)
    outline = np.maximum(1 - dodged, edges(tone, short / 500))
    graphite = 0.34 * (1 - tone) ** np.float32(1.2)
    for angle, from_tone, strength in ((38, 0.72, 0.3), (52, 0.48, 0.3), (-40, 0.26, 0.32)):
        dark = smoothstep(from_tone, from_tone - 0.4, softened(tone, 1.2))
        graphite = graphite + strength * dark * _hatch(chance, level.shape, angle, short)
    graphite = graphite + 0.6 * outline
    graphite = graphite * (1 + 0.16 * tooth)
    sheet = np.array([0.968, 0.958, 0.93], np.float32)
    lead = np.array([0.16, 0.16, 0.19], np.float32)
    amount = np.clip(graphite, 0, 0.96)[..., None]
    return as_levels(sheet * (1 + 0.012 * tooth[..., None]) * (1 - amount) + lead * amount)


def _hatch(chance: np.random.Generator, shape: tuple[int, ...], angle: float, short: int) -> Field:
    """Strokes of one way, 0..1: noise drawn out along it."""
    tile = spectral(chance, 512, 0.2, 30.0)
    long, wide = short / 26, max(1.15, short / 560)
    drawn = cv2.resize(tile, (round(512 * long), round(512 * wide)), interpolation=cv2.INTER_LINEAR)
    rows, columns = shape[0], shape[1]
    side = int(np.hypot(rows, columns)) + 2
    drawn = np.tile(drawn, (-(-side // drawn.shape[0]), -(-side // drawn.shape[1])))[:side, :side]
    turn = cv2.getRotationMatrix2D((side / 2, side / 2), angle, 1.0)
    shift = np.array([[0, 0, columns - side], [0, 0, rows - side]]) / 2
    field = cv2.warpAffine(
        np.ascontiguousarray(drawn, np.float32),
        turn + shift,
        (columns, rows),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REFLECT,
    )
    return smoothstep(-0.5, 1.2, np.asarray(field, np.float32))
