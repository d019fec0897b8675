"""Words on the picture."""

import math
from dataclasses import dataclass, replace

from PIL import Image, ImageColor, ImageDraw, ImageFilter

from generation.studio.errors import TextUnprintable
from generation.studio.operations.base import Group, Operation, Reach, Size
from generation.studio.operations.fields import choice, color, number, words
from generation.studio.operations.geometry import ANCHORS
from generation.studio.operations.typesetting import LINE_HEIGHT, Block, printable, set_block

LONGEST_TEXT = 300
MARGIN = 0.045
"""Free room at the picture's edge, as a part of the shorter side."""

DARK, LIGHT = (16, 16, 18), (250, 250, 248)
Rgb = tuple[int, int, int]
Box = tuple[int, int, int, int]
"""Left, top, right and bottom, in pixels."""


@dataclass(frozen=True, kw_only=True)
class Text(Operation):
    """Writes your words on the picture, wrapped and sized to fit.

    `size` is a part of the shorter side. The look "outlined" has a thin contrasting edge and a
    soft shadow, "boxed" stands on a rounded panel, "plain" has the shadow only. Raises
    TextUnprintable if no character can be set.
    """

    name = "text"
    reach = Reach.AREA
    stage = "Setting the text"
    group = Group.WORDS
    example = "write “Hello” at the bottom"

    text: str = words(LONGEST_TEXT, empty=False)
    position: str = choice(tuple(ANCHORS), "bottom")
    color: str = color("#ffffff")
    size: float = number(0.02, 0.5, 0.09)
    look: str = choice(("outlined", "boxed", "plain"), "outlined")
    opacity: float = number(0.1, 1, 1.0)

    def apply(self, image: Image.Image) -> Image.Image:
        text, missing = printable(self.text)
        if not text:
            raise TextUnprintable(f"The studio's typeface has no letters for “{missing}”.")
        setting = self._set(text, image.size)
        box = setting.box(image.size)
        part = _laid_over(image.crop(box), self._drawn(setting.seen_in(box), box), self.opacity)
        result = image.copy()
        result.paste(part, box)
        return result

    def _drawn(self, setting: "Setting", box: Box) -> Image.Image:
        layer = Image.new("RGBA", (box[2] - box[0], box[3] - box[1]), (0, 0, 0, 0))
        if self.look == "boxed":
            _draw_panel(layer, setting, _contrasting(self._rgb))
        else:
            layer = _shadow(layer, setting, _contrasting(self._rgb))
        if self.look == "outlined":
            # All edges first: a letter's edge must not lie over its neighbour's face.
            edge = round(setting.block.size / 14)
            _draw_lines(layer, setting, _contrasting(self._rgb), edge=edge)
        _draw_lines(layer, setting, self._rgb)
        return layer

    @property
    def _rgb(self) -> Rgb:
        red, green, blue = ImageColor.getrgb(self.color)[:3]
        return red, green, blue

    def _set(self, text: str, size: Size) -> "Setting":
        shorter = min(size)
        pad = self.size * shorter * 0.35 if self.look == "boxed" else 0
        free = [max(1.0, side - 2 * (MARGIN * shorter + pad)) for side in size]
        block = set_block(text, size=self.size * shorter, width=free[0], height=free[1])
        across, down = ANCHORS[self.position]
        left = (size[0] - free[0]) / 2 + (free[0] - block.width) * across
        top = (size[1] - free[1]) / 2 + (free[1] - block.height) * down
        return Setting(block, left, top, across)

    def sentence(self, before: Size, after: Size) -> str:
        text, missing = printable(self.text)
        place = "in the middle" if self.position == "center" else f"at the {self.position}"
        note = f" There are no letters here for “{missing}”: left out." if missing else ""
        return f"Wrote “{text}” {place}.{note}"


@dataclass(frozen=True)
class Setting:
    """A block of lines at its place: left and top in pixels, `align` 0 (left) to 1 (right)."""

    block: Block
    left: float
    top: float
    align: float

    def box(self, size: Size) -> Box:
        """What the text, its shadow and its panel may cover of a picture: whole pixels."""
        room = self.block.size
        left = min(size[0] - 1, max(0, math.floor(self.left - room)))
        top = min(size[1] - 1, max(0, math.floor(self.top - room)))
        right = max(left + 1, min(size[0], math.ceil(self.left + self.block.width + room)))
        bottom = max(top + 1, min(size[1], math.ceil(self.top + self.block.height + room)))
        return left, top, right, bottom

    def seen_in(self, box: Box) -> "Setting":
        return replace(self, left=self.left - box[0], top=self.top - box[1])


def _contrasting(rgb: Rgb) -> Rgb:
    red, green, blue = rgb
    return DARK if 0.299 * red + 0.587 * green + 0.114 * blue > 120 else LIGHT


def _draw_lines(layer: Image.Image, setting: Setting, rgb: Rgb, *, edge: int = 0) -> None:
    """Draw the lines, made bolder by an edge of so many pixels."""
    draw, block = ImageDraw.Draw(layer), setting.block
    for row, line in enumerate(block.lines):
        x = setting.left + (block.width - block.font.getlength(line)) * setting.align
        y = setting.top + (row + 0.5) * block.size * LINE_HEIGHT
        draw.text((x, y), line, font=block.font, fill=rgb, anchor="lm", stroke_width=edge)


def _draw_panel(layer: Image.Image, setting: Setting, rgb: Rgb) -> None:
    block, pad = setting.block, setting.block.size * 0.35
    left, top = setting.left - pad, setting.top - pad * 0.4
    right, bottom = left + block.width + 2 * pad, top + block.height + 0.8 * pad
    box = (left, top, right, bottom)
    ImageDraw.Draw(layer).rounded_rectangle(box, radius=block.size * 0.3, fill=(*rgb, 200))


def _shadow(layer: Image.Image, setting: Setting, rgb: Rgb) -> Image.Image:
    """A soft shadow of the letters: they stay legible on a busy ground."""
    _draw_lines(layer, setting, rgb)
    soft = layer.getchannel("A").filter(ImageFilter.GaussianBlur(setting.block.size / 7))
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
