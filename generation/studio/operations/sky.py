"""The sky."""

from dataclasses import dataclass

from PIL.Image import Image

from generation.studio.operations.base import Group, Guided, Material, Outcome, Reach, Size
from generation.studio.operations.fields import choice, number

SKIES = ("blue", "sunset", "golden", "pink", "purple", "stormy", "night", "teal")


@dataclass(frozen=True, kw_only=True)
class SkyRecolor(Guided):
    """Another light in a real sky; clouds stay."""

    name = "sky_recolor"
    reach = Reach.OBJECT
    stage = "Colouring the sky"
    group = Group.OBJECTS
    example = "make the sky a sunset sky"

    mood: str = choice(
        ("blue", "sunset", "golden", "pink", "purple", "stormy", "night", "teal"), "blue"
    )
    amount: float = number(0, 1, 0.85)

    def work(self, image: Image, material: Material) -> Outcome:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Colouring the sky."
