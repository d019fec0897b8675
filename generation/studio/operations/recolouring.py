"""One colour for another."""

from dataclasses import dataclass

from PIL.Image import Image

from generation.studio.operations.base import Group, Guided, Material, Outcome, Reach, Size
from generation.studio.operations.fields import color, number


@dataclass(frozen=True, kw_only=True)
class ColorReplace(Guided):
    """Every part of one colour in another, its light and shade kept; skin and wood are spared
    unless a mask marks them."""

    name = "color_replace"
    reach = Reach.OBJECT
    stage = "Changing a colour"
    group = Group.OBJECTS
    example = "change the red to blue"

    source: str = color("#e02020")
    target: str = color("#2060e0")
    tolerance: float = number(0.05, 1, 0.35)

    def work(self, image: Image, material: Material) -> Outcome:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Changing a colour."
