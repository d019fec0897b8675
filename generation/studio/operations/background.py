"""Subject and background."""

from dataclasses import dataclass

from PIL.Image import Image

from generation.studio.operations.base import Group, Guided, Material, Outcome, Reach, Size
from generation.studio.operations.fields import color, number, whole, words


@dataclass(frozen=True, kw_only=True)
class BackgroundBlur(Guided):
    """The background out of focus, the subject sharp."""

    name = "background_blur"
    reach = Reach.OBJECT
    stage = "Blurring the background"
    group = Group.OBJECTS
    example = "blur the background"

    amount: float = number(0, 1, 0.5)

    def work(self, image: Image, material: Material) -> Outcome:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Blurring the background."


@dataclass(frozen=True, kw_only=True)
class BackgroundRemove(Guided):
    """The background made transparent."""

    name = "background_remove"
    reach = Reach.OBJECT
    stage = "Removing the background"
    group = Group.OBJECTS
    example = "remove the background"

    def work(self, image: Image, material: Material) -> Outcome:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Removing the background."


@dataclass(frozen=True, kw_only=True)
class BackgroundReplace(Guided):
    """Another background: a colour, a painted scene (`scene`, words for the painter) or the
    request's further picture (`picture`, counted from 1); the first that is given."""

    name = "background_replace"
    reach = Reach.OBJECT
    stage = "Replacing the background"
    group = Group.OBJECTS
    example = "replace the background with light blue"

    picture: int = whole(0, 16, 0)
    scene: str = words(120)
    color: str = color("#ffffff")

    def work(self, image: Image, material: Material) -> Outcome:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Replacing the background."
