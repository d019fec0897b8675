"""Pencil on paper: dodged lines, hatching in layers by tone, the tooth of the paper.

Lines by dodging (the gray over its own blur); tone by strokes of several directions, as in Lu, Xu
and Jia 2012, though made of noise and not of a photographed texture.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from generation.studio.operations.easel import (
    Canvas,
    between,
    filled,
    luma,
    ramp,
    soft,
    times,
    unit_of,
)
from generation.studio.operations.flow import Flow
from generation.studio.operations.kuwahara import kuwahara
from generation.studio.operations.paper import (
    from_the_frame,
    grain_of_paper,
    strokes,
    turbulence,
)
from generation.studio.operations.strips import Field

PAPER = (0.98, 0.972, 0.952)
GRAPHITE = (0.17, 0.17, 0.19)


@dataclass(frozen=True)
class Layer:
    """Strokes in one direction, wherever it is darker than `below` (tone of 0..1)."""

    degrees: float
    width: float
    below: float
    strength: float


GRAPHITE_LAYERS = (
    Layer(48, 2.6, 1.0, 0.42),
    Layer(38, 2.2, 0.68, 0.5),
    Layer(-28, 2.2, 0.42, 0.55),
    Layer(75, 2.0, 0.22, 0.6),
)
COLOUR_LAYERS = (Layer(50, 3.2, 1.0, 0.62), Layer(41, 2.4, 1.0, 0.5), Layer(-30, 2.6, 0.6, 0.5))


def pencil(canvas: Canvas, amount: float) -> Canvas:
    """Graphite on paper; `amount` 0..1 presses harder."""
    tone = _tone(canvas)
    size, unit = (tone.shape[0], tone.shape[1]), unit_of(canvas)
    tooth = grain_of_paper(size, unit, 41)
    light = np.ones_like(tone)
    for at, layer in enumerate(GRAPHITE_LAYERS):
        light *= 1 - _hatched(tone, layer, 50 + at, unit, tooth) * np.float32(0.55 + 0.6 * amount)
    light = 1 - (1 - light) * _worked(size, unit)
    light *= _lines(canvas, amount, tooth)
    paper = _paper(canvas, tooth)
    return between(filled(canvas, GRAPHITE), paper, np.clip(light, 0, 1))


def coloured_pencils(canvas: Canvas, amount: float) -> Canvas:
    """Coloured strokes on paper; `amount` 0..1 presses harder."""
    gray = luma(canvas)
    size, unit = (gray.shape[0], gray.shape[1]), unit_of(canvas)
    tooth = grain_of_paper(size, unit, 41)
    lines = _lines(canvas, amount, tooth)
    pigment = _pigments(canvas, unit)
    bare = np.ones_like(gray)
    tone = _covered(pigment)
    for at, layer in enumerate(COLOUR_LAYERS):
        press = np.float32(0.7 + 0.5 * amount)
        bare *= 1 - np.clip(_hatched(tone, layer, 60 + at, unit, tooth) * press, 0, 0.94)
    worked = _worked(size, unit)
    cover = (1 - bare) * worked
    # Strokes over strokes: the layers show in the colour too.
    pigment = times(pigment, np.asarray(1 + 0.07 * strokes(size, 3 * unit, 47, 77), np.float32))
    drawn = between(_paper(canvas, tooth), pigment, np.asarray(cover, dtype=np.float32))
    lines = 1 - (1 - lines) * worked
    ink = pigment * np.float32(0.35)
    return between(ink, drawn, lines)


def _tone(canvas: Canvas) -> Field:
    """What is drawn: the gray stretched over its range, its darks opened, calmed a little."""
    gray = luma(kuwahara(canvas, 2.5 * unit_of(canvas)))
    low, high = (float(each) for each in np.percentile(gray[::4, ::4], (1, 97)))
    if high - low < 0.2:
        low, high = max(0.0, high - 0.6), max(high, 0.6)
    spread = np.clip((gray - low) / (high - low), 0, 1)
    return np.asarray(spread ** np.float32(0.85), dtype=np.float32)


def _hatched(tone: Field, layer: Layer, seed: int, unit: float, tooth: Field) -> Field:
    size = (tone.shape[0], tone.shape[1])
    noise = 0.8 * strokes(size, layer.width * unit, layer.degrees, seed) + 0.35 * tooth
    wanted = np.clip((layer.below - tone) / layer.below, 0, 1)
    # Strokes lie where they are wanted more than the noise is low: sparse in the lights.
    laid = ramp(np.asarray(noise + 3.4 * wanted - 1.5, np.float32), -0.9, 1.3)
    return np.asarray(layer.strength * laid * ramp(wanted, 0.02, 0.25), dtype=np.float32)


def _lines(canvas: Canvas, amount: float, tooth: Field) -> Field:
    """1 where there is no line, towards 0 on the strongest."""
    unit = unit_of(canvas)
    gray = luma(canvas)
    calm = soft(gray, 0.9 * unit)
    lines = np.ones_like(gray)
    for sigma, power in ((2.2, 2.4), (7.0, 1.1)):
        dodged = np.minimum((calm + 0.04) / (soft(gray, sigma * unit) + 0.04), 1)
        lines *= dodged ** np.float32(power * (0.8 + 0.8 * amount))
    lines = 1 - ramp(1 - lines, 0.07, 0.75)
    lines = Flow.of(gray).along(lines, 5 * unit)
    return np.asarray(np.clip(lines + 0.06 * tooth * (1 - lines), 0, 1), dtype=np.float32)


def _worked(size: tuple[int, int], unit: float) -> Field:
    """Where the hand went: the strokes run out towards the sides, each at another place."""
    margin = from_the_frame(size) / np.float32(max(0.05 * min(size), 1))
    margin = (
        margin + 0.3 * turbulence(size, 130 * unit, 71) + 0.45 * strokes(size, 5 * unit, 45, 73)
    )
    return ramp(np.asarray(margin, np.float32), 0.4, 1.0)


def _paper(canvas: Canvas, tooth: Field) -> Canvas:
    paper = filled(canvas, PAPER)
    return times(paper, np.asarray(1 + 0.007 * tooth, dtype=np.float32))


def _pigments(canvas: Canvas, unit: float) -> Canvas:
    """The colours of the pencils: purer than the photograph's, never black."""
    calm = kuwahara(canvas, 4 * unit)
    gray = cv2.merge([luma(calm)] * 3)
    pure = gray + (calm - gray) * np.float32(1.45)
    return np.asarray(0.1 + 0.86 * np.clip(pure, 0, 1) ** np.float32(0.9), dtype=np.float32)


def _covered(pigment: Canvas) -> Field:
    """How little of the paper is to be covered: all of what is light and plain."""
    gray = luma(pigment)
    chroma = pigment.max(axis=2) - pigment.min(axis=2)
    return np.asarray(np.clip(gray - 0.75 * chroma, 0, 1), dtype=np.float32)
