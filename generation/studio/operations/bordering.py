"""Borders by style: how wide they are, and how they are drawn around a picture."""

from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageDraw

from generation.studio.operations.base import Size

Rgb = tuple[int, int, int]
Box = tuple[int, int, int, int]
Sides = tuple[float, float, float, float]
"""Left, top, right and bottom, in widths of the border."""

WHITE = (255, 255, 255)
BASE = (20, 19, 18)
"""Developed film without any picture on it."""

INK, CHALK = (38, 36, 34), (244, 242, 236)
SMOOTH = 4
"""Holes are drawn so many times larger and shrunk: their edges are smooth."""

Draw = Callable[[Image.Image, Box, Rgb], None]
"""Draws on a frame filled with a colour, outside the box where the picture will be."""


@dataclass(frozen=True)
class Style:
    """A border's sides, for a picture that lies; one that stands may have others."""

    lying: Sides
    standing: Sides
    draw: Draw

    def room(self, size: Size) -> Sides:
        return self.lying if size[0] >= size[1] else self.standing


def framed(
    image: Image.Image, size: Size, corner: tuple[int, int], *, rgb: Rgb, style: str
) -> Image.Image:
    """The picture (RGB or RGBA) at its place in a frame of the style and colour."""
    ground = _film_base(rgb) if style == "film" else rgb
    frame = Image.new("RGB", size, ground)
    box = (corner[0], corner[1], corner[0] + image.width, corner[1] + image.height)
    STYLES[style].draw(frame, box, ground)
    result = frame.convert(image.mode)
    result.paste(image, corner)
    return result


def _film_base(rgb: Rgb) -> Rgb:
    """White is the colour of no film: it is what a border has when none was named."""
    return BASE if rgb == WHITE else rgb


def _nothing(frame: Image.Image, box: Box, rgb: Rgb) -> None:
    """The colour is all."""


def _thin_line(frame: Image.Image, box: Box, rgb: Rgb) -> None:
    """A line between the border and a mat around the picture."""
    border = max(1, box[0])
    line, gap = max(1, round(border * 0.07)), round(border * 0.26)
    _rectangle(frame, _grown(box, gap + line), _contrast(rgb))
    _rectangle(frame, _grown(box, gap), rgb)


def _paper_edge(frame: Image.Image, box: Box, rgb: Rgb) -> None:
    """The picture lies a little deeper than the paper: a thin line, darker above than below."""
    line = max(1, round(box[0] * 0.03))
    shade = tuple(round(level * 0.82) for level in rgb)
    light = tuple(round(level * 0.93) for level in rgb)
    _rectangle(frame, _grown(box, line), light)
    _rectangle(frame, (box[0] - line, box[1] - line, box[2], box[3]), shade)


def _holes(frame: Image.Image, box: Box, rgb: Rgb) -> None:
    """Perforation along both long sides: of 35 mm film 2 by 2.8 mm each, 4.75 mm apart."""
    lying = box[2] - box[0] >= box[3] - box[1]
    length = frame.width if lying else frame.height
    strip = box[1] if lying else box[0]
    if strip < 2:
        # A picture a pixel wide has no room for holes.
        return
    high = strip * 0.52
    count = max(2, round(length / (high * 1.7)))
    apart = length / count
    hole = _hole(apart * 0.58, high, lying=lying)
    thick = frame.height if lying else frame.width
    colour = CHALK if _is_dark(rgb) else INK
    for at in range(count):
        along = round((at + 0.5) * apart - apart * 0.29)
        for across in (round((strip - high) / 2), round(thick - (strip + high) / 2)):
            frame.paste(colour, (along, across) if lying else (across, along), hole)


def _hole(along: float, across: float, *, lying: bool) -> Image.Image:
    width, height = (along, across) if lying else (across, along)
    size = max(1, round(width)), max(1, round(height))
    large = Image.new("L", (size[0] * SMOOTH, size[1] * SMOOTH))
    box = (0, 0, large.width - 1, large.height - 1)
    ImageDraw.Draw(large).rounded_rectangle(box, radius=min(large.size) * 0.25, fill=255)
    return large.resize(size, Image.Resampling.BOX)


def _rectangle(frame: Image.Image, box: Box, rgb: tuple[int, ...]) -> None:
    frame.paste(rgb, box)


def _grown(box: Box, by: int) -> Box:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def _is_dark(rgb: Rgb) -> bool:
    red, green, blue = rgb
    return 0.299 * red + 0.587 * green + 0.114 * blue < 128


def _contrast(rgb: Rgb) -> Rgb:
    return CHALK if _is_dark(rgb) else INK


STYLES = {
    "plain": Style((1, 1, 1, 1), (1, 1, 1, 1), _nothing),
    "double": Style((1, 1, 1, 1), (1, 1, 1, 1), _thin_line),
    "polaroid": Style((1.1, 1.1, 1.1, 4), (1.1, 1.1, 1.1, 4), _paper_edge),
    "film": Style((0.4, 2.2, 0.4, 2.2), (2.2, 0.4, 2.2, 0.4), _holes),
}
