"""A level horizon."""

import math
from dataclasses import dataclass, replace

from PIL.Image import Image

from generation.studio.operations.base import Group, Material, Operation, Outcome, Reach, Size
from generation.studio.operations.fields import number_or_none
from generation.studio.operations.levelling import find_slant
from generation.studio.operations.turning import turned

LEAST = 0.3
"""Degrees below which nobody sees a slant."""

MOST = 8.0
"""Degrees beyond which it is hardly a camera held askew: a slope, a shore, or meant so."""

SURE = 0.5
"""Confidence below which the picture is left as it is."""


@dataclass(frozen=True, kw_only=True)
class Straighten(Operation):
    """Levels a slanted horizon and cuts the corners that slant.

    `degrees` clockwise; without them the slant is found, up to 8.
    """

    name = "straighten"
    reach = Reach.GEOMETRY
    stage = "Straightening"
    group = Group.FRAME
    example = "straighten it"

    degrees: float | None = number_or_none(-45, 45)

    def apply(self, image: Image) -> Image:
        return self.work(image, Material()).image

    def work(self, image: Image, material: Material) -> Outcome:
        if self.degrees is not None:
            return Outcome(_turned(image, self.degrees))
        if image.mode == "L":
            return Outcome(image.copy())
        found, confidence, note = _look(image)
        return Outcome(_turned(image, found), confidence, note)

    def settled(self, image: Image) -> "Straighten":
        """The same with the degrees found in `image`: a mask has to be turned by them too."""
        return self if self.degrees is not None else replace(self, degrees=_look(image)[0])

    def sentence(self, before: Size, after: Size) -> str:
        if self.degrees:
            way = "clockwise" if self.degrees > 0 else "anticlockwise"
            return f"Turned it {abs(self.degrees):.2g}° {way} and cut off the slanted corners."
        if before == after:
            return "Looked for a slanted horizon and left the picture as it is."
        return "Made it level and cut off the slanted corners."


def _turned(image: Image, degrees: float) -> Image:
    return turned(image, math.radians(degrees)) if degrees else image.copy()


def _look(image: Image) -> tuple[float, float, str]:
    """Degrees to turn it clockwise, how sure that is, and what is to be said."""
    slant = find_slant(image)
    if slant.confidence < SURE:
        note = (
            "The studio could not find a horizon, so it turned nothing: say by how many degrees, "
            "like “rotate 2 degrees”."
        )
        return 0.0, slant.confidence, note
    if abs(slant.degrees) < LEAST:
        return 0.0, slant.confidence, "It looks level already."
    if abs(slant.degrees) > MOST:
        note = (
            f"Something hangs by {abs(slant.degrees):.0f}°, which is much for a horizon, so the "
            "studio turned nothing: say by how many degrees, like “rotate 10 degrees”."
        )
        return 0.0, min(slant.confidence, SURE / 2), note
    way = "anticlockwise" if slant.degrees > 0 else "clockwise"
    return -slant.degrees, slant.confidence, f"It hung by {abs(slant.degrees):.1f}°: turned {way}."
