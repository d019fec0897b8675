"""Larger, without new detail."""

from dataclasses import dataclass

from PIL.Image import Image

from generation.studio.operations.base import Group, Operation, Reach, Size
from generation.studio.operations.fields import number


@dataclass(frozen=True, kw_only=True)
class Enlarge(Operation):
    """Larger by Lanczos and back-projection: sharper than plain resizing, no new detail."""

    name = "enlarge"
    reach = Reach.GEOMETRY
    stage = "Enlarging"
    group = Group.FRAME
    example = "enlarge it 2x"

    factor: float = number(1, 8, 2.0)

    def apply(self, image: Image) -> Image:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Enlarging."
