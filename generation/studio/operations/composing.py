"""Several pictures in one."""

from dataclasses import dataclass

from PIL.Image import Image

from generation.studio.operations.base import Group, Guided, Material, Outcome, Reach, Size
from generation.studio.operations.fields import choice, color, number, whole
from generation.studio.operations.geometry import ANCHORS


@dataclass(frozen=True, kw_only=True)
class Overlay(Guided):
    """A further picture (`picture`, counted from 1) over this one; `size` is its part of the
    shorter side."""

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

    def work(self, image: Image, material: Material) -> Outcome:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Laying a picture over."


@dataclass(frozen=True, kw_only=True)
class Blend(Guided):
    """A further picture mixed into this one, cut to its shape."""

    name = "blend"
    stage = "Blending"
    group = Group.WORDS
    example = "blend the two pictures"
    needs_pictures = 1

    picture: int = whole(1, 16, 1)
    amount: float = number(0, 1, 0.5)
    mode: str = choice(("normal", "multiply", "screen", "overlay", "soft light"), "normal")

    def work(self, image: Image, material: Material) -> Outcome:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Blending."


@dataclass(frozen=True, kw_only=True)
class Collage(Guided):
    """This picture and all further ones together; with no further one, `copies` of itself."""

    name = "collage"
    reach = Reach.GEOMETRY
    stage = "Making a collage"
    group = Group.WORDS
    example = "put them side by side"

    layout: str = choice(("grid", "side by side", "stacked"), "grid")
    copies: int = whole(1, 16, 4)
    gap: float = number(0, 0.2, 0.01)
    color: str = color("#ffffff")

    def work(self, image: Image, material: Material) -> Outcome:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Making a collage."
