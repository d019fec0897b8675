"""Watercolour on rough paper.

The pigment model is that of Bousseau, Kaplan, Thollot and Sillion 2006: a density of 1 leaves the
colour as it is, less lets the paper through, more darkens and deepens it.
"""

import cv2
import numpy as np

from generation.studio.operations.easel import (
    Canvas,
    between,
    filled,
    grid_of,
    luma,
    ramp,
    shown,
    soft,
    times,
    unit_of,
)
from generation.studio.operations.kuwahara import by_detail, detail_of, kuwahara
from generation.studio.operations.paper import (
    from_the_frame,
    grain_of_paper,
    speckle,
    turbulence,
)
from generation.studio.operations.strips import Field

PAPER = (0.985, 0.975, 0.95)
MARGIN = 0.028
"""Mean width of the bare paper around, as a part of the shorter side."""


def watercolour(canvas: Canvas, amount: float) -> Canvas:
    """Canvas in, canvas out; `amount` 0..1 makes the washes broader and wetter, and below
    FULL_FROM lets the photograph through and the bare paper around be narrower.
    """
    unit, share = unit_of(canvas), shown(amount)
    washes = wobbled(_washes(_lightened(canvas), amount, unit), 2.2 * unit)
    washes = _at_density(washes, _pigment(washes, amount, unit))
    if share < 1:
        washes = canvas + np.float32(share) * (washes - canvas)
    return _on_paper(washes, unit, MARGIN * share * min(canvas.shape[:2]))


def wobbled(canvas: Canvas, reach: float) -> Canvas:
    """Edges shaken by a hand: moved by about `reach` pixels, slowly changing."""
    shape, unit = canvas.shape[:2], unit_of(canvas)
    rows, columns = grid_of(shape)
    columns += np.float32(reach / 2) * turbulence(shape, 26 * unit, 11, 2)
    rows += np.float32(reach / 2) * turbulence(shape, 26 * unit, 17, 2)
    moved = cv2.remap(canvas, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    return np.asarray(moved, dtype=np.float32)


def _lightened(canvas: Canvas) -> Canvas:
    """Watercolour has no black: shadows lifted, lights toward the paper, colours purer."""
    gray = luma(canvas)
    pure = times(np.ones_like(canvas), gray) * np.float32(-0.3) + canvas * np.float32(1.3)
    light = np.clip(pure, 0, 1) ** np.float32(0.82)
    return np.asarray(0.09 + 0.91 * light, dtype=np.float32)


def _washes(canvas: Canvas, amount: float, unit: float) -> Canvas:
    fine = kuwahara(canvas, 3.0 * unit)
    broad = kuwahara(canvas, (5 + 8 * amount) * unit)
    return by_detail(fine, broad, detail_of(luma(canvas)) * np.float32(1 - 0.35 * amount))


def _pigment(washes: Canvas, amount: float, unit: float) -> Field:
    gray = luma(washes)
    shape = gray.shape
    pooled = np.maximum(soft(gray, 3.5 * unit) - gray, 0) + 0.5 * np.abs(
        soft(gray, 1.2 * unit) - gray
    )
    density = 1 + np.float32(2.2 + 2 * amount) * np.minimum(pooled, 0.18)
    density += np.float32(0.1 + 0.16 * amount) * turbulence((shape[0], shape[1]), 150 * unit, 3, 4)
    density += np.float32(0.05 + 0.05 * amount) * grain_of_paper((shape[0], shape[1]), unit, 5)
    return np.asarray(np.clip(density, 0.25, 2.2), dtype=np.float32)


def _at_density(colour: Canvas, density: Field) -> Canvas:
    taken = times(1 - colour, density - 1)
    taken *= colour
    np.subtract(colour, taken, out=taken)
    return np.clip(taken, 0, 1, out=taken)


def _on_paper(painted: Canvas, unit: float, margin: float) -> Canvas:
    """Bare paper around, `margin` pixels wide in the mean."""
    size = (painted.shape[0], painted.shape[1])
    ragged = from_the_frame(size) / np.float32(max(margin, 1)) - 1
    # Within bounds: the outermost pixels are paper all around.
    ragged += np.clip(np.float32(0.36) * turbulence(size, 70 * unit, 23, 4), -0.75, 0.75)
    ragged += np.float32(0.05) * speckle(size, 2.4 * unit, 29)
    inside = ramp(np.asarray(ragged, np.float32), -0.08, 0.12)
    rim = inside * (1 - ramp(np.asarray(ragged, np.float32), 0.1, 0.55))
    paper = filled(painted, PAPER)
    paper = times(paper, np.asarray(1 + 0.008 * grain_of_paper(size, unit, 5), dtype=np.float32))
    wet = _at_density(painted, np.asarray(1 + 0.3 * rim, dtype=np.float32))
    return between(paper, wet, inside)
