"""Taking things out."""

from dataclasses import dataclass

import numpy as np
from PIL.Image import Image

from generation.studio.errors import MaskNeeded
from generation.studio.inpainting import covered, erased
from generation.studio.operations.base import Group, Guided, Material, Outcome, Reach, Size
from generation.studio.operations.fields import number
from generation.studio.pixels import on_colour

LARGE = 0.2
"""The part of a picture from which on a fill is likely to be seen."""


@dataclass(frozen=True, kw_only=True)
class Erase(Guided):
    """Removes what you mark, and fills the place from what is around it.

    By PatchMatch; `grow` widens the mask, in parts of the picture's shorter side.
    """

    name = "erase"
    reach = Reach.OBJECT
    stage = "Erasing"
    group = Group.OBJECTS
    example = "erase this"
    needs_mask = True

    grow: float = number(0, 0.1, 0.012)

    def work(self, image: Image, material: Material) -> Outcome:
        if material.mask is None:
            raise MaskNeeded("Paint over what should be erased.")
        marks = np.asarray(material.mask)
        opaque = np.asarray(image.getchannel("A")) if image.mode == "RGBA" else None
        result = on_colour(image, lambda pixels: erased(pixels, marks, self.grow, opaque))
        return Outcome(result, *_judged(covered(marks, self.grow)))

    def sentence(self, before: Size, after: Size) -> str:
        return "Erased what was marked and filled it from its surroundings."


def _judged(part: float) -> tuple[float, str]:
    """Confidence and note for a fill of that part of the picture."""
    if part <= LARGE:
        return 1 - part, ""
    return max(0.2, 0.9 - 1.5 * part), (
        f"{part * 100:.0f}% of the picture was filled: look whether it is good enough, "
        "or mark less at a time."
    )
