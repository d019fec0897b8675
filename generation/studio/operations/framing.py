"""More frame: bars, borders, corners, extension."""

from dataclasses import dataclass

from PIL.Image import Image

from generation.studio.operations.base import Group, Operation, Reach, Size
from generation.studio.operations.fields import choice, color, number, number_or_none


@dataclass(frozen=True, kw_only=True)
class Pad(Operation):
    """Plain bars to reach a ratio (width : height), or `amount` of the shorter side all round."""

    name = "pad"
    reach = Reach.GEOMETRY
    stage = "Padding"
    group = Group.FRAME
    example = "pad it to 16:9 with white"

    width: float | None = number_or_none(1, 20_000)
    height: float | None = number_or_none(1, 20_000)
    amount: float = number(0, 1, 0.1)
    color: str = color("#ffffff")

    def apply(self, image: Image) -> Image:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Padding."


@dataclass(frozen=True, kw_only=True)
class Extend(Operation):
    """More room filled with a blurred continuation, never invented: to a ratio, or by `amount`
    of the side on the named sides."""

    name = "extend"
    reach = Reach.GEOMETRY
    stage = "Extending"
    group = Group.FRAME
    example = "extend it to 16:9"

    width: float | None = number_or_none(1, 20_000)
    height: float | None = number_or_none(1, 20_000)
    amount: float = number(0, 2, 0.25)
    sides: str = choice(("all", "left", "right", "top", "bottom", "horizontal", "vertical"), "all")

    def apply(self, image: Image) -> Image:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Extending."


@dataclass(frozen=True, kw_only=True)
class Border(Operation):
    """A border outside the picture, `amount` of the shorter side wide; styles: plain, double (a
    thin line inside), polaroid (wide at the bottom), film (strip with holes)."""

    name = "border"
    reach = Reach.GEOMETRY
    stage = "Framing"
    group = Group.FRAME
    example = "add a white border"

    amount: float = number(0.002, 0.5, 0.05)
    color: str = color("#ffffff")
    style: str = choice(("plain", "double", "polaroid", "film"), "plain")

    def apply(self, image: Image) -> Image:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Framing."


@dataclass(frozen=True, kw_only=True)
class RoundCorners(Operation):
    """Transparent rounded corners; amount 1 makes an ellipse."""

    name = "round_corners"
    reach = Reach.GEOMETRY
    stage = "Rounding the corners"
    group = Group.FRAME
    example = "round the corners"

    amount: float = number(0.01, 1, 0.12)

    def apply(self, image: Image) -> Image:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Rounding the corners."
