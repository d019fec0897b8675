"""The frame: crop, rotate, flip, resize."""

import math
from dataclasses import dataclass, replace
from typing import Self

from PIL import Image
from PIL.Image import Resampling, Transpose

from generation.studio.errors import PlanInvalid
from generation.studio.operations.base import Group, Operation, Reach, Size
from generation.studio.operations.fields import choice, number, number_or_none, whole_or_none
from generation.studio.operations.turning import turned

LONGEST_SIDE = 8000
MOST_PIXELS = 50_000_000
"""No result has a longer side or more pixels; a larger wish is made to fit."""

ANCHORS = {
    "top left": (0.0, 0.0),
    "top": (0.5, 0.0),
    "top right": (1.0, 0.0),
    "left": (0.0, 0.5),
    "center": (0.5, 0.5),
    "right": (1.0, 0.5),
    "bottom left": (0.0, 1.0),
    "bottom": (0.5, 1.0),
    "bottom right": (1.0, 1.0),
}
"""Where in the spare room something stands, as parts of its width and height."""

QUARTERS = {90: Transpose.ROTATE_270, 180: Transpose.ROTATE_180, 270: Transpose.ROTATE_90}


@dataclass(frozen=True, kw_only=True)
class Crop(Operation):
    """Cuts the picture to a shape, or trims its sides.

    First what is cut from each side (in parts of that side, or in pixels), then the largest frame
    of the ratio `width` : `height` (without them the shape stays), shrunk to `keep` of its sides,
    at an anchor. At least one pixel is left.
    """

    name = "crop"
    reach = Reach.GEOMETRY
    stage = "Cropping"
    group = Group.FRAME
    example = "crop it square"

    width: float | None = number_or_none(1, 20_000)
    height: float | None = number_or_none(1, 20_000)
    keep: float = number(0.05, 1, 1.0)
    anchor: str = choice(tuple(ANCHORS), "center")
    left: float = number(0, 20_000, 0)
    top: float = number(0, 20_000, 0)
    right: float = number(0, 20_000, 0)
    bottom: float = number(0, 20_000, 0)
    unit: str = choice(("fraction", "pixels"), "fraction")

    def __post_init__(self) -> None:
        super().__post_init__()
        if (self.width is None) != (self.height is None):
            raise PlanInvalid("crop: a ratio has a width and a height.")
        if self.unit == "fraction" and max(self.left + self.right, self.top + self.bottom) >= 1:
            raise PlanInvalid("crop: the cuts would leave nothing of the picture.")

    def apply(self, image: Image.Image) -> Image.Image:
        left, right = self._span(self.left, self.right, image.width)
        top, bottom = self._span(self.top, self.bottom, image.height)
        width, height = self._frame((right - left, bottom - top))
        across, down = ANCHORS[self.anchor]
        left += round((right - left - width) * across)
        top += round((bottom - top - height) * down)
        return image.crop((left, top, left + width, top + height))

    def at_scale(self, factor: float) -> "Crop":
        if self.unit == "fraction":
            return self
        cuts = {edge: getattr(self, edge) * factor for edge in ("left", "top", "right", "bottom")}
        return replace(self, **cuts)

    def _span(self, before: float, after: float, side: int) -> tuple[int, int]:
        """Where what is left of a side begins and ends, in pixels."""
        scale = side if self.unit == "fraction" else 1
        start = min(round(before * scale), side - 1)
        return start, max(start + 1, side - round(after * scale))

    def _frame(self, size: Size) -> Size:
        width, height = size
        ratio = (self.width or width) / (self.height or height)
        fitted = (min(width, height * ratio), min(height, width / ratio))
        kept = [max(1, round(side * self.keep)) for side in fitted]
        return kept[0], kept[1]

    def sentence(self, before: Size, after: Size) -> str:
        shape = f"{self.width:g}:{self.height:g}" if self.width and self.height else ""
        if before == after:
            already = f"it is {shape} already" if shape else "the whole picture is kept"
            return f"Nothing to crop: {already}."
        cuts = self._cuts()
        framed = [f"to {shape}"] if shape else []
        if shape or self.keep < 1 or not cuts:
            centred = self.anchor == "center"
            framed.append("around the centre" if centred else f"keeping the {self.anchor}")
        parts = [part for part in (cuts, " ".join(framed)) if part]
        return f"Cropped {', then '.join(parts)}: {shown(before)} became {shown(after)}."

    def _cuts(self) -> str:
        """What is cut from the sides, in words: "20% off the top and the bottom"."""
        sides: dict[str, list[str]] = {}
        for side in ("left", "top", "right", "bottom"):
            if amount := getattr(self, side):
                cut = f"{amount * 100:.3g}%" if self.unit == "fraction" else f"{amount:g} pixels"
                sides.setdefault(cut, []).append(side)
        return " and ".join(
            f"{cut} off {'each side' if len(cut_off) == 4 else listed(cut_off)}"
            for cut, cut_off in sides.items()
        )


@dataclass(frozen=True, kw_only=True)
class Rotate(Operation):
    """Turns the picture.

    Clockwise by `degrees`. What is not a quarter turn loses its slanted corners, so that no empty
    ones appear.
    """

    name = "rotate"
    reach = Reach.GEOMETRY
    stage = "Rotating"
    group = Group.FRAME
    example = "rotate it 90 degrees"

    degrees: float = number(-360, 360, 90)

    def apply(self, image: Image.Image) -> Image.Image:
        angle = self.degrees % 360
        if angle == 0:
            return image.copy()
        if angle in QUARTERS:
            return image.transpose(QUARTERS[int(angle)])
        return turned(image, math.radians(angle))

    def sentence(self, before: Size, after: Size) -> str:
        way = "clockwise" if self.degrees >= 0 else "anticlockwise"
        cut = "" if self.degrees % 90 == 0 else ", cutting off the slanted corners"
        turn = "" if self.degrees % 360 == 180 else f" {way}"
        return f"Rotated it {abs(self.degrees):g}°{turn}{cut}."


@dataclass(frozen=True, kw_only=True)
class Flip(Operation):
    """Mirrors the picture.

    The axis "horizontal" swaps left and right, "vertical" top and bottom.
    """

    name = "flip"
    reach = Reach.GEOMETRY
    stage = "Flipping"
    group = Group.FRAME
    example = "flip it horizontally"

    axis: str = choice(("horizontal", "vertical"), "horizontal")

    def apply(self, image: Image.Image) -> Image.Image:
        horizontal = self.axis == "horizontal"
        return image.transpose(
            Transpose.FLIP_LEFT_RIGHT if horizontal else Transpose.FLIP_TOP_BOTTOM
        )

    def sentence(self, before: Size, after: Size) -> str:
        swapped = "left to right" if self.axis == "horizontal" else "top to bottom"
        return f"Mirrored it {swapped}."


@dataclass(frozen=True, kw_only=True)
class Resize(Operation):
    """Changes the size in pixels.

    By a width, a height, both, a longest side or a percentage: exactly one of these. With both
    sides, `fit` decides: cover cuts what does not fit, inside keeps all within the two, stretch
    distorts. No side of the result exceeds 8000 pixels.
    """

    name = "resize"
    reach = Reach.GEOMETRY
    stage = "Resizing"
    group = Group.FRAME
    example = "resize to 1200 pixels wide"

    width: int | None = whole_or_none(1, LONGEST_SIDE)
    height: int | None = whole_or_none(1, LONGEST_SIDE)
    longest: int | None = whole_or_none(1, LONGEST_SIDE)
    percent: float | None = number_or_none(1, 1000)
    fit: str = choice(("cover", "inside", "stretch"), "cover")

    def __post_init__(self) -> None:
        super().__post_init__()
        sides = self.width is not None or self.height is not None
        if sides + (self.longest is not None) + (self.percent is not None) != 1:
            raise PlanInvalid("resize: give sides, a longest side or a percentage.")

    def apply(self, image: Image.Image) -> Image.Image:
        source = image
        if self.width and self.height and self.fit == "cover":
            source = Crop(width=self.width, height=self.height).apply(image)
        size = self.result_size(image.size)
        return source if size == source.size else source.resize(size, Resampling.LANCZOS)

    def result_size(self, size: Size) -> Size:
        if self.width and self.height and self.fit != "inside":
            return within_limits(self.width, self.height)
        factor = self._factor(size)
        return within_limits(size[0] * factor, size[1] * factor)

    def _factor(self, size: Size) -> float:
        width, height = size
        if self.percent is not None:
            return self.percent / 100
        if self.longest is not None:
            return self.longest / max(size)
        wanted = [(self.width or 0) / width, (self.height or 0) / height]
        return min(factor for factor in wanted if factor)

    def at_most(self, size: Size, longest: int) -> Self:
        factor = longest / max(self.result_size(size))
        if factor >= 1:
            return self
        given = {"width": self.width, "height": self.height, "longest": self.longest}
        sides = {name: max(1, round(side * factor)) for name, side in given.items() if side}
        percent = max(1.0, self.percent * factor) if self.percent else None
        return replace(self, **sides, percent=percent)  # type: ignore[arg-type]

    def sentence(self, before: Size, after: Size) -> str:
        covering = self.width and self.height and self.fit == "cover"
        cut = covering and before[0] * after[1] != before[1] * after[0]
        note = ", cutting the edges that did not fit" if cut else ""
        if self.width and self.height and self.fit != "inside" and after[0] < self.width:
            note += f" (more than {MOST_PIXELS // 1_000_000} megapixels are not possible)"
        return f"Resized from {shown(before)} to {shown(after)} pixels{note}."


def within_limits(width: float, height: float, pixels: int = MOST_PIXELS) -> Size:
    """The size in whole pixels, made smaller in its own shape where it is past the limits."""
    most = math.sqrt(min(pixels, MOST_PIXELS) / (width * height))
    factor = min(1.0, LONGEST_SIDE / max(width, height), most)
    return max(1, round(width * factor)), max(1, round(height * factor))


def shown(size: Size) -> str:
    """ "60 × 40"."""
    return f"{size[0]} × {size[1]}"


def listed(sides: list[str]) -> str:
    """ "the left, the top and the right"."""
    named = [f"the {side}" for side in sides]
    return " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))
