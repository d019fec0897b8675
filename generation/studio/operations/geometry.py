"""The frame: crop, rotate, flip, resize."""

import math
from dataclasses import dataclass

from PIL import Image
from PIL.Image import Resampling, Transpose

from generation.studio.errors import PlanInvalid
from generation.studio.operations.base import Group, Operation, Reach, Size
from generation.studio.operations.fields import choice, number, number_or_none, whole_or_none

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
    """The largest frame of a ratio (width : height; both None keep the picture's own), shrunk to
    `keep` of its sides, at an anchor.
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

    def apply(self, image: Image.Image) -> Image.Image:
        width, height = self._frame(image.size)
        across, down = ANCHORS[self.anchor]
        left = round((image.width - width) * across)
        top = round((image.height - height) * down)
        return image.crop((left, top, left + width, top + height))

    def _frame(self, size: Size) -> Size:
        width, height = size
        ratio = (self.width or width) / (self.height or height)
        fitted = (min(width, height * ratio), min(height, width / ratio))
        kept = [max(1, round(side * self.keep)) for side in fitted]
        return kept[0], kept[1]

    def sentence(self, before: Size, after: Size) -> str:
        shape = f"to {self.width:g}:{self.height:g} " if self.width and self.height else ""
        if before == after:
            return f"Nothing to crop: it is {shape.removeprefix('to ')}already."
        place = "around the centre" if self.anchor == "center" else f"keeping the {self.anchor}"
        return f"Cropped {shape}{place}: {_pixels(before)} became {_pixels(after)}."


@dataclass(frozen=True, kw_only=True)
class Rotate(Operation):
    """Clockwise by degrees. What is not a quarter turn loses its slanted corners, so that no
    empty ones appear.
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
        return _turned(image, math.radians(angle))

    def sentence(self, before: Size, after: Size) -> str:
        way = "clockwise" if self.degrees >= 0 else "anticlockwise"
        cut = "" if self.degrees % 90 == 0 else ", cutting off the slanted corners"
        turn = "" if self.degrees % 360 == 180 else f" {way}"
        return f"Rotated it {abs(self.degrees):g}°{turn}{cut}."


@dataclass(frozen=True, kw_only=True)
class Flip(Operation):
    """Mirrored: horizontally swaps left and right, vertically top and bottom."""

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
    """To a width, a height, both, a longest side or a percentage of itself: exactly one of these.

    With both sides, `fit` decides: cover cuts what does not fit, inside keeps all within the two,
    stretch distorts. No side of the result exceeds LONGEST_SIDE.
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
        size = self._size(image.size)
        return source if size == source.size else source.resize(size, Resampling.LANCZOS)

    def _size(self, size: Size) -> Size:
        if self.width and self.height and self.fit != "inside":
            return _within_limits(self.width, self.height)
        factor = self._factor(size)
        return _within_limits(size[0] * factor, size[1] * factor)

    def _factor(self, size: Size) -> float:
        width, height = size
        if self.percent is not None:
            return self.percent / 100
        if self.longest is not None:
            return self.longest / max(size)
        wanted = [(self.width or 0) / width, (self.height or 0) / height]
        return min(factor for factor in wanted if factor)

    def sentence(self, before: Size, after: Size) -> str:
        covering = self.width and self.height and self.fit == "cover"
        cut = covering and before[0] * after[1] != before[1] * after[0]
        note = ", cutting the edges that did not fit" if cut else ""
        if self.width and self.height and self.fit != "inside" and after[0] < self.width:
            note += f" (more than {MOST_PIXELS // 1_000_000} megapixels are not possible)"
        return f"Resized from {_pixels(before)} to {_pixels(after)} pixels{note}."


def _within_limits(width: float, height: float) -> Size:
    """The size in whole pixels, made smaller in its own shape where it is past the limits."""
    most = math.sqrt(MOST_PIXELS / (width * height))
    factor = min(1.0, LONGEST_SIDE / max(width, height), most)
    return max(1, round(width * factor)), max(1, round(height * factor))


def _pixels(size: Size) -> str:
    return f"{size[0]} × {size[1]}"


def _turned(image: Image.Image, angle: float) -> Image.Image:
    """Turn clockwise by radians and keep the largest upright frame without empty corners."""
    width, height = _inscribed(image.size, angle)
    cos, sin = math.cos(angle), math.sin(angle)
    left = image.width / 2 - (cos * width + sin * height) / 2
    top = image.height / 2 - (cos * height - sin * width) / 2
    return image.transform(
        (width, height),
        Image.Transform.AFFINE,
        (cos, sin, left, -sin, cos, top),
        resample=Resampling.BICUBIC,
    )


def _inscribed(size: Size, angle: float) -> Size:
    """The largest upright rectangle in one of `size` that is turned by `angle` radians."""
    long, short = max(size), min(size)
    sin, cos = abs(math.sin(angle)), abs(math.cos(angle))
    if short <= 2 * sin * cos * long or abs(sin - cos) < 1e-9:
        near, far = short / 2 / cos, short / 2 / sin
        width, height = (far, near) if size[0] >= size[1] else (near, far)
    else:
        double = cos * cos - sin * sin
        width = (size[0] * cos - size[1] * sin) / double
        height = (size[1] * cos - size[0] * sin) / double
    return max(1, math.floor(width)), max(1, math.floor(height))
