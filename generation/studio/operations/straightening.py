"""A level horizon."""

from dataclasses import dataclass

from PIL.Image import Image

from generation.studio.operations.base import Group, Operation, Reach, Size
from generation.studio.operations.fields import number_or_none


@dataclass(frozen=True, kw_only=True)
class Straighten(Operation):
    """Turns a slanted horizon or verticals level and cuts the slanted corners; `degrees`
    clockwise, None finds them."""

    name = "straighten"
    reach = Reach.GEOMETRY
    stage = "Straightening"
    group = Group.FRAME
    example = "straighten it"

    degrees: float | None = number_or_none(-45, 45)

    def apply(self, image: Image) -> Image:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Straightening."
