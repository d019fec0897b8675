"""Subject and background."""

from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

from generation.studio.errors import PicturesNeeded
from generation.studio.operations.backdrops import (
    Backdrop,
    blurred_backdrop,
    covering,
    painted,
    plain,
)
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
from generation.studio.pixels import Pixels, on_colour
from generation.studio.regions.picture import colours_of
from generation.studio.regions.separating import laid_over, separated, without_background_light
from generation.studio.regions.sizes import enlarged_rows


@dataclass(frozen=True, kw_only=True)
class BackgroundBlur(Guided):
    """Puts the background out of focus; the subject stays sharp."""

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
        result = on_colour(image, lambda pixels: self._blurred(pixels, parts.subject))
        return Outcome(result, parts.confidence, parts.note)

    def _blurred(self, pixels: Pixels, subject: Pixels) -> Pixels:
        soft = blurred_backdrop(pixels, subject, self.amount)
        height, width = subject.shape

        def behind(rows: slice) -> Pixels:
            return enlarged_rows(soft, height, width, rows, cv2.INTER_CUBIC)

        return laid_over(pixels, subject, behind)

    def sentence(self, before: Size, after: Size) -> str:
        return f"Blurred the background ({percent(self.amount)})."


@dataclass(frozen=True, kw_only=True)
class BackgroundRemove(Guided):
    """Cuts the subject out; the background becomes transparent."""

    name = "background_remove"
    reach = Reach.OBJECT
    stage = "Removing the background"
    group = Group.OBJECTS
    example = "remove the background"
    reads_hints = True

    def work(self, image: Image.Image, material: Material) -> Outcome:
        parts = separated(image, material.mask)
        result = Image.fromarray(without_background_light(colours_of(image), parts.subject))
        alpha = parts.subject
        if image.mode == "RGBA":
            alpha = np.minimum(alpha, np.asarray(image.getchannel("A")))
        result.putalpha(Image.fromarray(alpha))
        return Outcome(result, parts.confidence, parts.note)

    def sentence(self, before: Size, after: Size) -> str:
        return "Removed the background: it is transparent now."


@dataclass(frozen=True, kw_only=True)
class BackgroundReplace(Guided):
    """Puts the subject before a colour, a painted scene or another picture of yours.

    `picture` (counted from 1 among the request's further pictures) comes before `scene` (words for
    the painter), that before `color`.
    """

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
        backdrop = self._backdrop(image.size, material.pictures)
        parts = separated(image, material.mask)
        alpha = parts.subject
        if image.mode == "RGBA":
            alpha = np.minimum(alpha, np.asarray(image.getchannel("A")))
        result = Image.fromarray(laid_over(colours_of(image), alpha, backdrop))
        return Outcome(result, parts.confidence, parts.note)

    def _backdrop(self, size: Size, pictures: tuple[Image.Image, ...]) -> Backdrop:
        if self.picture > len(pictures):
            raise PicturesNeeded(
                "This needs the picture that is to be the background. Add it under “More pictures”."
            )
        if self.picture:
            return covering(pictures[self.picture - 1], *size)
        if self.scene.strip():
            return painted(self.scene, *size)
        return plain(self.color, size[0])

    def sentence(self, before: Size, after: Size) -> str:
        if self.picture:
            return f"Put picture {self.picture} behind the subject."
        if self.scene.strip():
            return f"Painted “{self.scene.strip()}” behind the subject."
        return f"Filled the background with {self.color}."
