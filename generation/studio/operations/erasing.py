"""Taking things out."""

from dataclasses import dataclass

from PIL.Image import Image

from generation.studio.operations.base import Group, Guided, Material, Outcome, Reach, Size
from generation.studio.operations.fields import number


@dataclass(frozen=True, kw_only=True)
class Erase(Guided):
    """The marked part filled from what is around it (PatchMatch); needs a mask."""

    name = "erase"
    reach = Reach.OBJECT
    stage = "Erasing"
    group = Group.OBJECTS
    example = "erase this"
    needs_mask = True

    grow: float = number(0, 0.1, 0.012)

    def work(self, image: Image, material: Material) -> Outcome:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Erasing."
