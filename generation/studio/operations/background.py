"""Subject and background."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from generation.studio.errors import PicturesNeeded
from generation.studio.operations.backdrops import blurred_backdrop, covering, painted
from generation.studio.operations.base import (
    Group,
    Guided,
    Material,
    Outcome,
    Reach,
    Size,
    percent,
)
from generation.studio.operations.fields import color, number, whole, words
from generation.studio.regions.blending import blended
from generation.studio.regions.picture import colours_of
from generation.studio.regions.separating import separated, without_background_light


@dataclass(frozen=True, kw_only=True)
class BackgroundBlur(Guided):
    """The background out of focus, the subject sharp."""

    name = "background_blur"
    reach = Reach.OBJECT
    stage = "Blurring the background"
    group = Group.OBJECTS
    example = "blur the background"
    reads_hints = True

    amount: float = number(0, 1, 0.5)

    def work(self, image: Image.Image, material: Material) -> Outcome:
        if self.amount == 0:
            return Outcome(image.copy())
        parts = separated(image, material.mask)
        pixels = colours_of(image)
        behind = blurred_backdrop(pixels, parts.subject, self.amount)
        front = without_background_light(pixels, parts.subject)
        result = Image.fromarray(blended(behind, front, parts.subject))
        if image.mode == "RGBA":
            result.putalpha(image.getchannel("A"))
        return Outcome(result, parts.confidence, parts.note)

    def sentence(self, before: Size, after: Size) -> str:
        return f"Blurred the background ({percent(self.amount)})."


@dataclass(frozen=True, kw_only=True)
class BackgroundRemove(Guided):
    """The background made transparent."""

    name = "background_remove"
    reach = Reach.OBJECT
    stage = "Removing the background"
    group = Group.OBJECTS
    example = "remove the background"
    reads_hints = True

    def work(self, image: Image.Image, material: Material) -> Outcome:
        parts = separated(image, material.mask)
        pixels = colours_of(image)
        result = Image.fromarray(without_background_light(pixels, parts.subject))
        alpha = parts.subject
        if image.mode == "RGBA":
            alpha = np.minimum(alpha, np.asarray(image.getchannel("A")))
        result.putalpha(Image.fromarray(alpha))
        return Outcome(result, parts.confidence, parts.note)

    def sentence(self, before: Size, after: Size) -> str:
        return "Removed the background: it is transparent now."


@dataclass(frozen=True, kw_only=True)
class BackgroundReplace(Guided):
    """Another background: a colour, a painted scene (`scene`, words for the painter) or the
    request's further picture (`picture`, counted from 1); the first that is given."""

    name = "background_replace"
    reach = Reach.OBJECT
    stage = "Replacing the background"
    group = Group.OBJECTS
    example = "replace the background with light blue"
    reads_hints = True

    picture: int = whole(0, 16, 0)
    scene: str = words(120)
    color: str = color("#ffffff")

    def work(self, image: Image.Image, material: Material) -> Outcome:
        behind = self._backdrop(image.size, material.pictures)
        parts = separated(image, material.mask)
        alpha = parts.subject
        if image.mode == "RGBA":
            alpha = np.minimum(alpha, np.asarray(image.getchannel("A")))
        front = without_background_light(colours_of(image), parts.subject)
        result = Image.fromarray(blended(np.asarray(behind), front, alpha))
        return Outcome(result, parts.confidence, parts.note)

    def _backdrop(self, size: Size, pictures: tuple[Image.Image, ...]) -> Image.Image:
        if self.picture > len(pictures):
            raise PicturesNeeded("Add the picture that is to be the background to the request.")
        if self.picture:
            return covering(pictures[self.picture - 1], *size)
        if self.scene.strip():
            return painted(self.scene, *size)
        return Image.new("RGB", size, self.color)

    def sentence(self, before: Size, after: Size) -> str:
        if self.picture:
            return f"Put picture {self.picture} behind the subject."
        if self.scene.strip():
            return f"Painted “{self.scene.strip()}” behind the subject."
        return f"Filled the background with {self.color}."
