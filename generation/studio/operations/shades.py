"""Colour, further: tints, hue and toned prints."""

from dataclasses import dataclass

from generation.studio.operations.base import Adjustment, Group, Size
from generation.studio.operations.fields import color, number, number_or_none, whole
from generation.studio.pixels import Pixels


@dataclass(frozen=True, kw_only=True)
class Vibrance(Adjustment):
    """More colour where there is little (amount > 0), skin and strong colours spared; or less."""

    name = "vibrance"
    stage = "Changing the vibrance"
    group = Group.COLOUR
    example = "increase the vibrance"

    amount: float = number(-1, 1, 0.4)

    def change(self, pixels: Pixels) -> Pixels:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Changing the vibrance."


@dataclass(frozen=True, kw_only=True)
class Tint(Adjustment):
    """A wash of one colour over the picture."""

    name = "tint"
    stage = "Tinting"
    group = Group.COLOUR
    example = "tint it blue"

    color: str = color("#f5a623")
    amount: float = number(0, 1, 0.35)

    def change(self, pixels: Pixels) -> Pixels:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Tinting."


@dataclass(frozen=True, kw_only=True)
class HueShift(Adjustment):
    """Every colour turned round the colour wheel."""

    name = "hue_shift"
    stage = "Turning the hue"
    group = Group.COLOUR
    example = "shift the hue by 40 degrees"

    degrees: float = number(-180, 180, 30)

    def change(self, pixels: Pixels) -> Pixels:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Turning the hue."


@dataclass(frozen=True, kw_only=True)
class Duotone(Adjustment):
    """Two inks: one for the darks, one for the lights."""

    name = "duotone"
    stage = "Printing in two colours"
    group = Group.ART
    example = "make it a navy and orange duotone"

    dark: str = color("#1b1464")
    light: str = color("#ffd166")
    amount: float = number(0, 1, 1.0)

    def change(self, pixels: Pixels) -> Pixels:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Printing in two colours."


@dataclass(frozen=True, kw_only=True)
class Posterize(Adjustment):
    """Few levels of each colour, as on a screen print."""

    name = "posterize"
    stage = "Posterising"
    group = Group.ART
    example = "posterize it"

    levels: int = whole(2, 16, 4)

    def change(self, pixels: Pixels) -> Pixels:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Posterising."


@dataclass(frozen=True, kw_only=True)
class Solarize(Adjustment):
    """Light parts turned to their negative."""

    name = "solarize"
    stage = "Solarising"
    group = Group.ART
    example = "solarize it"

    threshold: float = number(0, 1, 0.5)

    def change(self, pixels: Pixels) -> Pixels:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Solarising."


@dataclass(frozen=True, kw_only=True)
class Threshold(Adjustment):
    """Only black and white, no grays; the level is found by Otsu's method where None."""

    name = "threshold"
    stage = "Cutting to black and white"
    group = Group.ART
    example = "make it pure black and white with no grays"

    level: float | None = number_or_none(0, 1)

    def change(self, pixels: Pixels) -> Pixels:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Cutting to black and white."
