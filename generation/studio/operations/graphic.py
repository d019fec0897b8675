"""Screens and signals: dots, blocks, lines of light."""

from dataclasses import dataclass

from generation.studio.operations.base import Adjustment, Group, Size, percent
from generation.studio.operations.blocks import coarse, in_palette, large, vivid
from generation.studio.operations.easel import painted, shown
from generation.studio.operations.fields import flag, number, whole
from generation.studio.operations.lights import neon, relief
from generation.studio.operations.screens import BLACK, PROCESS, printed
from generation.studio.operations.signals import disturbed
from generation.studio.pixels import Pixels


@dataclass(frozen=True, kw_only=True)
class PixelArt(Adjustment):
    """Draws the picture in large pixels from a small palette.

    `blocks` across the longer side.
    """

    name = "pixel_art"
    stage = "Making pixel art"
    group = Group.ART
    example = "turn it into pixel art"

    blocks: int = whole(8, 400, 96)
    colors: int = whole(2, 64, 24)

    def change(self, pixels: Pixels) -> Pixels:
        return large(in_palette(vivid(coarse(pixels, self.blocks)), self.colors), pixels)

    def sentence(self, before: Size, after: Size) -> str:
        return f"Made pixel art: {self.blocks} pixels across, {self.colors} colours."


@dataclass(frozen=True, kw_only=True)
class Pixelate(Adjustment):
    """Hides a face or a number plate behind square blocks.

    Each of the mean colour, `blocks` across the longer side.
    """

    name = "pixelate"
    stage = "Pixelating"
    group = Group.ART
    example = "pixelate it"

    blocks: int = whole(4, 400, 40)

    def change(self, pixels: Pixels) -> Pixels:
        return large(coarse(pixels, self.blocks), pixels)

    def sentence(self, before: Size, after: Size) -> str:
        return f"Pixelated it to {self.blocks} blocks across."


@dataclass(frozen=True, kw_only=True)
class Halftone(Adjustment):
    """Printed dots, larger where the picture is darker.

    `cells` across the longer side.
    """

    name = "halftone"
    stage = "Printing dots"
    group = Group.ART
    example = "halftone dots"

    cells: int = whole(20, 400, 120)
    color: bool = flag(False)

    def change(self, pixels: Pixels) -> Pixels:
        cell = max(pixels.shape[:2]) / self.cells
        return printed(pixels, max(cell, 2.0), PROCESS if self.color else (BLACK,))

    def sentence(self, before: Size, after: Size) -> str:
        kind = "dots of four inks" if self.color else "black dots"
        return f"Printed it as {kind}, {self.cells} across."


@dataclass(frozen=True, kw_only=True)
class Neon(Adjustment):
    """Draws the edges as glowing lines on the dark."""

    name = "neon"
    stage = "Bending neon tubes"
    group = Group.ART
    example = "neon lines"

    amount: float = number(0, 1, 0.7)

    def change(self, pixels: Pixels) -> Pixels:
        return painted(pixels, lambda canvas: neon(canvas, self.amount), shown(self.amount))

    def sentence(self, before: Size, after: Size) -> str:
        return f"Bent its edges from neon tubes, strength {percent(self.amount)}."


@dataclass(frozen=True, kw_only=True)
class Glitch(Adjustment):
    """Shifted colours and torn lines, like a broken screen.

    The same for the same picture size and `seed`.
    """

    name = "glitch"
    stage = "Disturbing the signal"
    group = Group.ART
    example = "glitch effect"

    amount: float = number(0, 1, 0.5)
    seed: int = whole(0, 2**31 - 1, 0)

    def change(self, pixels: Pixels) -> Pixels:
        return disturbed(pixels, self.amount, self.seed)

    def sentence(self, before: Size, after: Size) -> str:
        return f"Disturbed the signal (glitch), strength {percent(self.amount)}."


@dataclass(frozen=True, kw_only=True)
class Emboss(Adjustment):
    """Makes the picture a relief, lit from the upper left."""

    name = "emboss"
    stage = "Embossing"
    group = Group.ART
    example = "emboss it"

    amount: float = number(0, 1, 0.6)

    def change(self, pixels: Pixels) -> Pixels:
        return painted(pixels, lambda canvas: relief(canvas, self.amount), shown(self.amount))

    def sentence(self, before: Size, after: Size) -> str:
        return f"Embossed it, strength {percent(self.amount)}."
