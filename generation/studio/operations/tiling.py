"""Pictures of different shapes side by side, in rows of equal width."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from PIL import Image, ImageOps
from PIL.Image import Resampling

from generation.studio.operations.base import Size
from generation.studio.operations.geometry import within_limits

STEEPEST = 3.0
"""Pictures longer than this many times their width (or wider) are cut: they would crush others."""

NICEST = 1.3
"""Width to height a grid as a whole strives for."""

MOST_PIXELS = 24_000_000
"""Pixels of the whole, unless the first picture has more itself: sixteen photographs as large as
they come would be two hundred megapixels that nobody looks at."""

UNEVEN = 0.9
"""How much worse rows of unequal height are than another shape of the whole."""

Row = list[int]
"""Pictures by their number in the request."""

Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Tiling:
    """How: the layout, the gap as a part of the first picture's shorter side, the ground."""

    layout: str
    gap: float
    ground: tuple[int, ...]


def tiled(pictures: Sequence[Image.Image], tiling: Tiling) -> Image.Image:
    """The pictures in their order, in the first one's mode; the first keeps its size, the others
    follow, all smaller where the whole would get too large. On a mask the ground is black.
    """
    first = pictures[0]
    shapes = [min(STEEPEST, max(1 / STEEPEST, each.width / each.height)) for each in pictures]
    rows = LAYOUTS[tiling.layout](shapes)
    size, boxes = _arranged(shapes, rows, first.size, tiling.gap * min(first.size))
    ground = 0 if first.mode == "L" else tiling.ground
    canvas = Image.new("L" if first.mode == "L" else "RGB", size, ground)
    for at, box in boxes.items():
        _put(canvas, pictures[at], box)
    if first.mode == "RGBA":
        canvas.putalpha(255)
    return canvas


def _put(canvas: Image.Image, picture: Image.Image, box: Box) -> None:
    size = box[2] - box[0], box[3] - box[1]
    fitted = picture if picture.size == size else ImageOps.fit(picture, size, Resampling.LANCZOS)
    canvas.paste(fitted, box[:2], fitted.getchannel("A") if fitted.mode == "RGBA" else None)


def _arranged(
    shapes: Sequence[float], rows: Sequence[Row], first: Size, gap: float
) -> tuple[Size, dict[int, Box]]:
    """The size of the whole, and each picture's box: left, top, right, bottom."""
    height = min(first[1], first[0] / shapes[0])
    width = height * sum(shapes[at] for at in rows[0]) + gap * (len(rows[0]) + 1)
    gap = min(gap, width / (2 * max(len(row) + 1 for row in rows)))
    heights = [_height(shapes, row, width, gap) for row in rows]
    tall = sum(heights) + gap * (len(rows) + 1)
    most = max(MOST_PIXELS, first[0] * first[1])
    size = within_limits(width, tall, most)
    scale = min(size[0] / width, size[1] / tall)
    boxes: dict[int, Box] = {}
    top = gap
    for row, height in zip(rows, heights, strict=True):
        left = gap
        for at in row:
            right = left + shapes[at] * height
            boxes[at] = _rounded(left * scale, top * scale, right * scale, (top + height) * scale)
            left = right + gap
        top += height + gap
    return size, boxes


def _height(shapes: Sequence[float], row: Row, width: float, gap: float) -> float:
    return (width - gap * (len(row) + 1)) / sum(shapes[at] for at in row)


def _rounded(left: float, top: float, right: float, bottom: float) -> Box:
    """At least one pixel each way."""
    start = round(left), round(top)
    return *start, max(start[0] + 1, round(right)), max(start[1] + 1, round(bottom))


def _in_one_row(shapes: Sequence[float]) -> list[Row]:
    return [list(range(len(shapes)))]


def _in_one_column(shapes: Sequence[float]) -> list[Row]:
    return [[at] for at in range(len(shapes))]


def _in_rows(shapes: Sequence[float]) -> list[Row]:
    """As many rows as make the whole nicest in shape, with rows of like height."""
    ways = [_shared_out(shapes, count) for count in range(1, len(shapes) + 1)]
    return min(ways, key=lambda rows: _ugliness(shapes, rows))


def _shared_out(shapes: Sequence[float], count: int) -> list[Row]:
    """The pictures in `count` rows of like length, or in fewer."""
    rows: list[Row] = [[] for _ in range(count)]
    total = sum(shapes)
    for at, end in enumerate(accumulate(shapes)):
        # A picture belongs to the row its middle falls in.
        rows[min(count - 1, int((end - shapes[at] / 2) / total * count))].append(at)
    return [row for row in rows if row]


def _ugliness(shapes: Sequence[float], rows: Sequence[Row]) -> float:
    heights = [_height(shapes, row, 1, 0) for row in rows]
    shape = abs(math.log(NICEST * sum(heights)))
    return shape + UNEVEN * math.log(max(heights) / min(heights))


LAYOUTS: dict[str, Callable[[Sequence[float]], list[Row]]] = {
    "grid": _in_rows,
    "side by side": _in_one_row,
    "stacked": _in_one_column,
}
