"""Grain and special blurs."""

from dataclasses import dataclass

from generation.studio.operations.base import Adjustment, Group, Size
from generation.studio.operations.fields import number
from generation.studio.pixels import Pixels


@dataclass(frozen=True, kw_only=True)
class Grain(Adjustment):
    """Film grain, the same for the same picture size and amount."""

    name = "grain"
    stage = "Adding grain"
    group = Group.FOCUS
    example = "add film grain"

    amount: float = number(0, 1, 0.35)

    def change(self, pixels: Pixels) -> Pixels:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Adding grain."


@dataclass(frozen=True, kw_only=True)
class MotionBlur(Adjustment):
    """Blurred along a line, as if the camera moved."""

    name = "motion_blur"
    stage = "Blurring by motion"
    group = Group.FOCUS
    example = "add motion blur"

    amount: float = number(0, 1, 0.4)
    degrees: float = number(-180, 180, 0)

    def change(self, pixels: Pixels) -> Pixels:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Blurring by motion."


@dataclass(frozen=True, kw_only=True)
class TiltShift(Adjustment):
    """Sharp in a strip across, blurred above and below, stronger colours: a miniature."""

    name = "tilt_shift"
    stage = "Focusing on a strip"
    group = Group.FOCUS
    example = "tilt-shift miniature effect"

    amount: float = number(0, 1, 0.6)

    def change(self, pixels: Pixels) -> Pixels:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Focusing on a strip."
