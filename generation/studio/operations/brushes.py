"""Oil paint: layers of brush strokes, broad ones first, smaller ones where they are missed.

Layers by error as in Hertzmann 1998; the strokes lie along the forms, carry the marks of bristles
and are lit from the upper left as relief (Hertzmann 2002).
"""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from generation.studio.operations.easel import Canvas, luma, soft, unit_of
from generation.studio.operations.flow import Flow
from generation.studio.operations.paper import chances, speckle
from generation.studio.operations.strips import Field

ANGLES = 24
"""Directions of the stamps over half a turn."""

BRISTLES = 3
"""Different brushes of one size."""

LENGTH = 3.2
"""Of a stroke, in widths."""


@dataclass(frozen=True)
class Layer:
    """Brushes `width` units wide, set `spacing` widths apart wherever the canvas is further than
    `error` (0..1) from the picture.
    """

    width: float
    spacing: float
    error: float


LAYERS = (
    Layer(38, 0.62, 0.0),
    Layer(18, 0.62, 0.05),
    Layer(9, 0.68, 0.055),
    Layer(4.8, 0.85, 0.075),
)

MOST_STROKES = 7000
"""Of one layer, the most missed ones: bounds the time whatever the picture."""


@dataclass(frozen=True)
class Strokes:
    """Where strokes of one layer go, in the order they are painted."""

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    angles: NDArray[np.intp]
    brushes: NDArray[np.intp]
    shades: NDArray[np.float32]


def oil(canvas: Canvas, amount: float) -> Canvas:
    """Canvas in, canvas out; `amount` 0..1 takes broader brushes and thicker paint."""
    return _lit(_laid_on(canvas, 0.6 + 0.65 * amount), unit_of(canvas), amount)


def _laid_on(canvas: Canvas, breadth: float) -> Canvas:
    """Red, green, blue and the height of the paint: 4 × height × width."""
    unit, wanted = unit_of(canvas), _wanted(canvas)
    flow = Flow.of(luma(wanted))
    widths = [max(2.0, layer.width * unit * breadth) for layer in LAYERS]
    reach = _reach(widths[0]) + 2
    wet = _primed(soft(wanted, 12 * unit), reach)
    for at, (layer, width) in enumerate(zip(LAYERS, widths, strict=True)):
        _paint(wet, reach, soft(wanted, 0.22 * width), flow, (layer, width, at))
    return wet[:, reach:-reach, reach:-reach]


def _primed(under: Canvas, reach: int) -> Canvas:
    """The ground, with a border for strokes that go over the side."""
    height, width = under.shape[:2]
    wet = np.zeros((4, height + 2 * reach, width + 2 * reach), dtype=np.float32)
    wet[:3, reach:-reach, reach:-reach] = under.transpose(2, 0, 1)
    return wet


def _wanted(canvas: Canvas) -> Canvas:
    """Richer than the photograph: purer colours, a little more contrast in the middle."""
    pure = np.float32(1.25) * canvas - (np.float32(0.25) * luma(canvas))[..., np.newaxis]
    np.clip(pure, 0, 1, out=pure)
    curved = pure + np.float32(0.22) * pure * (1 - pure) * (2 * pure - 1)
    return np.asarray(0.015 + 0.97 * curved, dtype=np.float32)


def _paint(
    wet: Canvas, reach: int, wanted: Canvas, flow: Flow, made: tuple[Layer, float, int]
) -> None:
    """One layer of strokes over `wet`, in place."""
    _, width, _ = made
    strokes = _placed(wet[:, reach:-reach, reach:-reach], wanted, flow, made)
    colours = np.ones((len(strokes.rows), 4, 1, 1), dtype=np.float32)
    colours[:, :3, 0, 0] = wanted[strokes.rows, strokes.columns] + strokes.shades
    size, spare = round(width * 2) / 2, reach - _reach(round(width * 2) / 2)
    stamps = [[_stamp(size, angle, brush) for brush in range(BRISTLES)] for angle in range(ANGLES)]
    places = zip(
        (strokes.rows + spare).tolist(),
        (strokes.columns + spare).tolist(),
        strokes.angles.tolist(),
        strokes.brushes.tolist(),
        colours,
        strict=True,
    )
    for row, column, angle, brush, colour in places:
        stamp = stamps[angle][brush]
        top, left = row + stamp.top, column + stamp.left
        patch = wet[:, top : top + stamp.height, left : left + stamp.width]
        patch *= stamp.kept
        patch += colour * stamp.laid


def _placed(wet: Canvas, wanted: Canvas, flow: Flow, made: tuple[Layer, float, int]) -> Strokes:
    """A jittered grid, less the strokes nobody would miss, in an order of chance."""
    layer, width, seed = made
    height, wide = wanted.shape[:2]
    step = max(1.0, width * layer.spacing)
    side = max(1, round(max(height, wide) / step))
    step = max(height, wide) / side
    drawn = chances(100 + seed, side * side * 6).reshape(6, side, side)
    rows = np.floor((np.arange(side)[:, np.newaxis] + drawn[0]) * step).astype(np.intp).ravel()
    columns = np.floor((np.arange(side) + drawn[1]) * step).astype(np.intp).ravel()
    inside = (rows < height) & (columns < wide)
    kept = np.flatnonzero(inside)
    if layer.error:
        missed = soft(_missed(wet, wanted), width / 3)[rows[kept], columns[kept]]
        kept = kept[np.argsort(-missed, kind="stable")[:MOST_STROKES]]
        kept = kept[: np.count_nonzero(missed > layer.error)]
    order = kept[np.argsort(drawn[2].ravel()[kept], kind="stable")]
    rows, columns = rows[order], columns[order]
    angle = np.arctan2(flow.down[rows, columns], flow.across[rows, columns])
    angle += (drawn[3].ravel()[order] - 0.5) * 0.5
    shades = (drawn[4].ravel()[order] - 0.5) * 0.07
    return Strokes(
        rows,
        columns,
        np.floor(angle / np.pi * ANGLES).astype(np.intp) % ANGLES,
        np.floor(drawn[5].ravel()[order] * BRISTLES).astype(np.intp) % BRISTLES,
        np.asarray(shades[:, np.newaxis], dtype=np.float32),
    )


def _missed(wet: Canvas, wanted: Canvas) -> Field:
    """How far each pixel is from what is wanted, 0..1."""
    error = np.zeros_like(wet[0])
    for channel in range(3):
        error += np.abs(wet[channel] - wanted[..., channel])
    return np.asarray(error * np.float32(1 / 3), dtype=np.float32)


def _reach(width: float) -> int:
    return int(np.ceil(width * (LENGTH + 1) / 2))


@dataclass(frozen=True)
class Stamp:
    """How much of what is there a stroke leaves (height × width), what it lays on of red, green,
    blue and of the height of the paint (4 × height × width), and where that begins in the padded
    canvas.
    """

    kept: Field
    laid: Canvas
    top: int
    left: int

    @property
    def height(self) -> int:
        return len(self.kept)

    @property
    def width(self) -> int:
        return len(self.kept[0])


@lru_cache(maxsize=len(LAYERS) * ANGLES * BRISTLES)
def _stamp(width: float, angle: int, brush: int) -> Stamp:
    reach = _reach(width)
    rows, columns = np.mgrid[-reach : reach + 1, -reach : reach + 1].astype(np.float32)
    turn = np.pi * (angle + 0.5) / ANGLES
    along = (columns * np.cos(turn) + rows * np.sin(turn)) / (width * LENGTH / 2)
    across = (-columns * np.sin(turn) + rows * np.cos(turn)) / (width / 2)
    # A slight bow, either way: brushes are led by a wrist.
    across = across + (0.35 if brush % 2 else -0.35) * (along * along - 0.3)
    marks, ends = _bristles(width, brush)
    places = np.linspace(-1.3, 1.3, len(marks))
    mark = np.interp(across, places, marks).astype(np.float32)
    end = np.interp(across, places, ends).astype(np.float32)
    inside = np.clip((1 - np.abs(across)) * width / 2.4 + 0.3, 0, 1)
    inside *= np.clip((end - np.abs(along)) * width * LENGTH / 5, 0, 1)
    ridge = np.clip((np.abs(across) - 0.55) / 0.45, 0, 1) * (np.abs(across) < 1.1)
    height = 0.55 + 0.3 * mark + 0.35 * ridge + 0.2 * (along > 0.6 * end)
    cover = np.asarray(inside * np.clip(0.93 + 0.2 * mark, 0.55, 1), dtype=np.float32)
    paint = cover * np.stack([1 + 0.045 * mark] * 3 + [height]).astype(np.float32)
    down, wide = (np.flatnonzero(cover.max(axis=axis) > 0.01) for axis in (1, 0))
    box = slice(down[0], down[-1] + 1), slice(wide[0], wide[-1] + 1)
    laid = np.ascontiguousarray(paint[:, *box])
    return Stamp(np.ascontiguousarray(1 - cover[box]), laid, int(down[0]), int(wide[0]))


def _bristles(width: float, brush: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Across the brush: how much paint each bristle carries (about -1..1), and how far it goes."""
    count = max(5, int(width / 1.6))
    drawn = chances(900 + brush, 2 * count).reshape(2, count)
    return drawn[0] * 2 - 1, np.float32(1) - np.float32(0.38) * drawn[1]


def _lit(wet: Canvas, unit: float, amount: float) -> Canvas:
    """Light from the upper left over the relief of the paint, and the weave of the cloth."""
    relief = soft(np.ascontiguousarray(wet[3]), 0.7 * unit)
    relief += np.float32(0.05) * speckle((relief.shape[0], relief.shape[1]), 2.2 * unit, 7)
    right = cv2.Sobel(relief, cv2.CV_32F, 1, 0, scale=0.125)
    lower = cv2.Sobel(relief, cv2.CV_32F, 0, 1, scale=0.125)
    slope = np.clip((right + lower) * np.float32(unit), -0.35, 0.35)
    light = 1 + np.float32(0.3 + 0.55 * amount) * slope
    gloss = np.maximum(slope - np.float32(0.1), 0) * np.float32(0.35 * amount)
    colours = np.dstack([plane * light + gloss for plane in wet[:3]])
    return np.asarray(np.clip(colours, 0, 1, out=colours), dtype=np.float32)
