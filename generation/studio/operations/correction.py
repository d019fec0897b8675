"""Mending: what makes a photograph look as it should."""

from dataclasses import dataclass

from generation.studio.operations.base import Adjustment, Group, Size
from generation.studio.operations.fields import number
from generation.studio.pixels import Pixels


@dataclass(frozen=True, kw_only=True)
class AutoEnhance(Adjustment):
    """Better light, contrast and white balance where they are poor; a good photograph stays as
    it is."""

    name = "auto_enhance"
    stage = "Enhancing"
    group = Group.LIGHT
    example = "auto-enhance it"

    amount: float = number(0, 1, 1.0)

    def change(self, pixels: Pixels) -> Pixels:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Enhancing."


@dataclass(frozen=True, kw_only=True)
class WhiteBalance(Adjustment):
    """Takes out a colour cast (grey world, with a limit)."""

    name = "white_balance"
    stage = "Balancing the white"
    group = Group.COLOUR
    example = "fix the white balance"

    amount: float = number(0, 1, 1.0)

    def change(self, pixels: Pixels) -> Pixels:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Balancing the white."


@dataclass(frozen=True, kw_only=True)
class Clarity(Adjustment):
    """More contrast between neighbouring parts (amount > 0) or less."""

    name = "clarity"
    stage = "Adding clarity"
    group = Group.FOCUS
    example = "add some clarity"

    amount: float = number(-1, 1, 0.4)

    def change(self, pixels: Pixels) -> Pixels:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Adding clarity."


@dataclass(frozen=True, kw_only=True)
class Dehaze(Adjustment):
    """Takes haze or fog out."""

    name = "dehaze"
    stage = "Clearing the haze"
    group = Group.LIGHT
    example = "remove the haze"

    amount: float = number(0, 1, 0.6)

    def change(self, pixels: Pixels) -> Pixels:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Clearing the haze."


@dataclass(frozen=True, kw_only=True)
class Hdr(Adjustment):
    """Detail in the lights and the darks at once, the look of HDR photographs."""

    name = "hdr"
    stage = "Widening the tones"
    group = Group.LIGHT
    example = "give it an HDR look"

    amount: float = number(0, 1, 0.6)

    def change(self, pixels: Pixels) -> Pixels:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Widening the tones."


@dataclass(frozen=True, kw_only=True)
class Denoise(Adjustment):
    """Less noise and grain, edges kept."""

    name = "denoise"
    stage = "Removing noise"
    group = Group.FOCUS
    example = "remove the noise"

    amount: float = number(0, 1, 0.5)

    def change(self, pixels: Pixels) -> Pixels:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Removing noise."
