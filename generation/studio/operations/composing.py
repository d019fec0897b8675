"""Several pictures in one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from PIL import Image, ImageChops, ImageColor, ImageOps
from PIL.Image import Resampling

from generation.studio.errors import PicturesNeeded
from generation.studio.operations.base import (
    Group,
    Guided,
    Material,
    Outcome,
    Reach,
    Size,
    percent,
)
from generation.studio.operations.fields import choice, color, number, whole
from generation.studio.operations.geometry import ANCHORS, shown
from generation.studio.operations.mounting import Spot, mounted
from generation.studio.operations.tiling import LAYOUTS, Tiling, tiled

MODES: dict[str, Callable[[Image.Image, Image.Image], Image.Image]] = {
    "normal": lambda _, upper: upper,
    "multiply": ImageChops.multiply,
    "screen": ImageChops.screen,
    "overlay": ImageChops.overlay,
    "soft light": ImageChops.soft_light,
}
"""The modes of the W3C's "Compositing and Blending Level 1", lower picture first."""


@dataclass(frozen=True, kw_only=True)
class Overlay(Guided):
    """Puts another picture of yours, such as a logo, on this one.

    `picture` counts the request's further pictures from 1. Its longer side is `size` of this
    picture's shorter side; a white border, in parts of that side too, comes with a soft shadow.
    Raises PicturesNeeded.
    """

    name = "overlay"
    reach = Reach.AREA
    stage = "Laying a picture over"
    group = Group.WORDS
    example = "put the logo in the bottom right corner"
    needs_pictures = 1

    picture: int = whole(1, 16, 1)
    position: str = choice(tuple(ANCHORS), "bottom right")
    size: float = number(0.02, 1, 0.25)
    opacity: float = number(0.05, 1, 1.0)
    border: float = number(0, 0.1, 0.0)

    def work(self, image: Image.Image, material: Material) -> Outcome:
        upper = _picture(material, self.picture)
        spot = Spot(ANCHORS[self.position], self.size, self.border, self.opacity)
        return Outcome(mounted(image, upper, spot))

    def sentence(self, before: Size, after: Size) -> str:
        place = "in the middle" if self.position == "center" else f"at the {self.position}"
        border = " with a white border" if self.border else ""
        through = f", {percent(self.opacity)} opaque" if self.opacity < 1 else ""
        return (
            f"Laid {_which(self.picture)} over it {place}{border}, "
            f"{percent(self.size)} of the shorter side long{through}."
        )


@dataclass(frozen=True, kw_only=True)
class Blend(Guided):
    """Mixes another picture of yours into this one.

    It is cut to this one's shape. Raises PicturesNeeded.
    """

    name = "blend"
    stage = "Blending"
    group = Group.WORDS
    example = "blend the two pictures"
    needs_pictures = 1

    picture: int = whole(1, 16, 1)
    amount: float = number(0, 1, 0.5)
    mode: str = choice(tuple(MODES), "normal")

    def work(self, image: Image.Image, material: Material) -> Outcome:
        fitted = ImageOps.fit(_picture(material, self.picture), image.size, Resampling.LANCZOS)
        lower = _opaque(image)
        mixed = MODES[self.mode](lower, _opaque(fitted))
        cover = Image.new("L", image.size, round(self.amount * 255))
        if fitted.mode == "RGBA":
            cover = ImageChops.multiply(cover, fitted.getchannel("A"))
        result = Image.composite(mixed, lower, cover)
        if image.mode == "RGBA":
            result.putalpha(image.getchannel("A"))
        return Outcome(result)

    def sentence(self, before: Size, after: Size) -> str:
        mode = "" if self.mode == "normal" else f" ({self.mode})"
        return f"Blended {percent(self.amount)} of {_which(self.picture)} into it{mode}."


@dataclass(frozen=True, kw_only=True)
class Collage(Guided):
    """Sets your pictures side by side, in a stack or in a grid.

    With no further picture, `copies` of this one. `gap`, between and around them, is a part of
    this picture's shorter side. All are shown whole; only shapes past 1:3 or 3:1 are cut.
    """

    name = "collage"
    reach = Reach.GEOMETRY
    stage = "Making a collage"
    group = Group.WORDS
    example = "put them side by side"

    PLACES: ClassVar[dict[str, str]] = {
        "grid": "in a grid",
        "side by side": "side by side",
        "stacked": "on top of each other",
    }

    layout: str = choice(tuple(LAYOUTS), "grid")
    copies: int = whole(1, 16, 4)
    gap: float = number(0, 0.2, 0.01)
    color: str = color("#ffffff")

    def work(self, image: Image.Image, material: Material) -> Outcome:
        pictures = (image, *material.pictures)
        note = ""
        if not material.pictures and image.mode != "L":
            note = (
                f"There was only one picture, so it stands here {self.copies} times. "
                "Add others under “More pictures”."
            )
        if not material.pictures:
            pictures = (image,) * self.copies
        ground = ImageColor.getrgb(self.color)[:3]
        return Outcome(tiled(pictures, Tiling(self.layout, self.gap, ground)), note=note)

    def sentence(self, before: Size, after: Size) -> str:
        return f"Put the pictures {self.PLACES[self.layout]}: {shown(after)} pixels altogether."


def _picture(material: Material, number: int) -> Image.Image:
    if number > len(material.pictures):
        raise PicturesNeeded(
            ""
            if number == 1
            else f"This needs {number + 1} pictures. Add the others under “More pictures”."
        )
    return material.pictures[number - 1]


def _opaque(image: Image.Image) -> Image.Image:
    return image if image.mode == "RGB" else image.convert("RGB")


def _which(number: int) -> str:
    return "the second picture" if number == 1 else f"picture {number + 1}"
