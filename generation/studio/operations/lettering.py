"""Words on the picture."""

from dataclasses import dataclass

from PIL import Image, ImageColor, ImageDraw, ImageFilter

from generation.studio.errors import TextUnprintable
from generation.studio.operations.base import Operation, Reach, Size
from generation.studio.operations.fields import choice, colour, number, words
from generation.studio.operations.geometry import ANCHORS
from generation.studio.operations.typesetting import LINE_HEIGHT, Block, printable, set_block

LONGEST_TEXT = 300
MARGIN = 0.045
"""Free room at the picture's edge, as a part of the shorter side."""

DARK, LIGHT = (16, 16, 18), (250, 250, 248)
Rgb = tuple[int, int, int]


@dataclass(frozen=True, kw_only=True)
class Text(Operation):
    """Text at a position, wrapped and shrunk to fit; `size` is a part of the shorter side.

    The look is "outlined" (a thin contrasting edge and a soft shadow), "boxed" (on a rounded
    panel) or "plain" (shadow only). Raises TextUnprintable if no character can be set.
    """

    name = "text"
    reach = Reach.AREA
    stage = "Setting the text"

    text: str = words(LONGEST_TEXT, empty=False)
    position: str = choice(tuple(ANCHORS), "bottom")
    colour: str = colour("#ffffff")
    size: float = number(0.02, 0.5, 0.09)
    look: str = choice(("outlined", "boxed", "plain"), "outlined")
    opacity: float = number(0.1, 1, 1.0)

    def apply(self, image: Image.Image) -> Image.Image:
        text, missing = printable(self.text)
        if not text:
            raise TextUnprintable(f"The studio's typeface has no letters for “{missing}”.")
        layer = _transparent(image.size)
        block, corner = self._set(text, image.size)
        if self.look == "boxed":
            _draw_panel(layer, block, corner, _contrasting(self._rgb))
        else:
            layer = _shadowed(layer, block, corner, self._align, _contrasting(self._rgb))
        edge = round(block.size / 14) if self.look == "outlined" else 0
        _draw_lines(layer, block, corner, self._align, self._rgb, edge)
        return _laid_over(image, layer, self.opacity)

    @property
    def _rgb(self) -> Rgb:
        red, green, blue = ImageColor.getrgb(self.colour)[:3]
        return red, green, blue

    @property
    def _align(self) -> float:
        return ANCHORS[self.position][0]

    def _set(self, text: str, size: Size) -> tuple[Block, tuple[float, float]]:
        """The text as lines, and the block's top left corner."""
        shorter = min(size)
        pad = self.size * shorter * 0.35 if self.look == "boxed" else 0
        free = [max(1.0, side - 2 * (MARGIN * shorter + pad)) for side in size]
        block = set_block(text, size=self.size * shorter, width=free[0], height=free[1])
        across, down = ANCHORS[self.position]
        left = (size[0] - free[0]) / 2 + (free[0] - block.width) * across
        top = (size[1] - free[1]) / 2 + (free[1] - block.height) * down
        return block, (left, top)

    def sentence(self, before: Size, after: Size) -> str:
        text, missing = printable(self.text)
        place = "in the middle" if self.position == "center" else f"at the {self.position}"
        note = f" There are no letters here for “{missing}”: left out." if missing else ""
        return f"Wrote “{text}” {place}, in {self.colour}.{note}"


def _transparent(size: Size) -> Image.Image:
    return Image.new("RGBA", size, (0, 0, 0, 0))


def _contrasting(rgb: Rgb) -> Rgb:
    red, green, blue = rgb
    return DARK if 0.299 * red + 0.587 * green + 0.114 * blue > 120 else LIGHT


def _draw_lines(
    layer: Image.Image,
    block: Block,
    corner: tuple[float, float],
    align: float,
    rgb: Rgb,
    edge: int,
) -> None:
    """Draw the lines, each aligned within the block, with an edge of so many pixels around."""
    draw = ImageDraw.Draw(layer)
    left, top = corner
    # All edges first: a letter's edge must not lie over its neighbour's face.
    for stroke in (edge, 0) if edge else (0,):
        fill = _contrasting(rgb) if stroke else rgb
        for row, line in enumerate(block.lines):
            x = left + (block.width - block.font.getlength(line)) * align
            y = top + (row + 0.5) * block.size * LINE_HEIGHT
            draw.text((x, y), line, font=block.font, fill=fill, anchor="lm", stroke_width=stroke)


def _draw_panel(layer: Image.Image, block: Block, corner: tuple[float, float], rgb: Rgb) -> None:
    pad = block.size * 0.35
    left, top = corner
    box = (left - pad, top - pad * 0.4, left + block.width + pad, top + block.height + pad * 0.4)
    ImageDraw.Draw(layer).rounded_rectangle(box, radius=block.size * 0.3, fill=(*rgb, 200))


def _shadowed(
    layer: Image.Image, block: Block, corner: tuple[float, float], align: float, rgb: Rgb
) -> Image.Image:
    """A soft shadow under the letters: they stay legible on a busy ground."""
    _draw_lines(layer, block, corner, align, rgb, 0)
    soft = layer.getchannel("A").filter(ImageFilter.GaussianBlur(block.size / 7))
    shadow = Image.new("RGBA", layer.size, (*rgb, 0))
    shadow.putalpha(soft.point(lambda level: min(200, int(level * 1.3))))
    return shadow


def _laid_over(image: Image.Image, layer: Image.Image, opacity: float) -> Image.Image:
    if opacity < 1:
        layer.putalpha(layer.getchannel("A").point(lambda level: int(level * opacity)))
    if image.mode == "RGBA":
        return Image.alpha_composite(image, layer)
    result = image.copy()
    result.paste(layer, mask=layer.getchannel("A"))
    return result
