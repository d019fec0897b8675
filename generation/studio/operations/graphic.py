"""Screens and signals: dots, blocks, lines of light."""

from dataclasses import dataclass

from generation.studio.operations.base import Adjustment, Group, Size
from generation.studio.operations.fields import flag, number, whole
from generation.studio.pixels import Pixels


@dataclass(frozen=True, kw_only=True)
class PixelArt(Adjustment):
    """Large pixels from a small palette; `blocks` of them across the longer side."""

    name = "pixel_art"
    stage = "Making pixel art"
    group = Group.ART
    example = "turn it into pixel art"

    blocks: int = whole(8, 400, 96)
    colors: int = whole(2, 64, 24)

    def change(self, pixels: Pixels) -> Pixels:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Making pixel art."


@dataclass(frozen=True, kw_only=True)
class Pixelate(Adjustment):
    """Square blocks of the mean colour, `blocks` across the longer side: hides faces and number
    plates."""

    name = "pixelate"
    stage = "Pixelating"
    group = Group.ART
    example = "pixelate it"

    blocks: int = whole(4, 400, 40)

    def change(self, pixels: Pixels) -> Pixels:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Pixelating."


@dataclass(frozen=True, kw_only=True)
class Halftone(Adjustment):
    """Printed dots, larger where it is darker; `cells` across the longer side."""

    name = "halftone"
    stage = "Printing dots"
    group = Group.ART
    example = "halftone dots"

    cells: int = whole(20, 400, 120)
    color: bool = flag(False)

    def change(self, pixels: Pixels) -> Pixels:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Printing dots."


@dataclass(frozen=True, kw_only=True)
class Neon(Adjustment):
    """Glowing lines of the picture's edges on the dark."""

    name = "neon"
    stage = "Bending neon tubes"
    group = Group.ART
    example = "neon lines"

    amount: float = number(0, 1, 0.7)

    def change(self, pixels: Pixels) -> Pixels:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Bending neon tubes."


@dataclass(frozen=True, kw_only=True)
class Glitch(Adjustment):
    """Shifted colours and torn lines; the same for the same picture size and seed."""

    name = "glitch"
    stage = "Disturbing the signal"
    group = Group.ART
    example = "glitch effect"

    amount: float = number(0, 1, 0.5)
    seed: int = whole(0, 2**31 - 1, 0)

    def change(self, pixels: Pixels) -> Pixels:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Disturbing the signal."


@dataclass(frozen=True, kw_only=True)
class Emboss(Adjustment):
    """A relief lit from the upper left."""

    name = "emboss"
    stage = "Embossing"
    group = Group.ART
    example = "emboss it"

    amount: float = number(0, 1, 0.6)

    def change(self, pixels: Pixels) -> Pixels:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Embossing."
