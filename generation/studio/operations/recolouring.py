"""One colour for another."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor

from generation.studio.errors import PartNotFound
from generation.studio.operations.base import Group, Guided, Material, Outcome, Reach, Size
from generation.studio.operations.fields import color, number
from generation.studio.operations.strips import in_strips
from generation.studio.pixels import Pixels, on_colour
from generation.studio.regions.blending import blended
from generation.studio.regions.matching import Colour, match, name_of
from generation.studio.regions.picture import colours_of, lab_of
from generation.studio.regions.sizes import shrunk

LEAST = 0.0006
"""The part of a picture below which a colour counts as not there."""

SURE = 0.01
"""The part of a picture from which on it is certain that the colour was meant."""

MUCH_SPARED = 0.5

FAINT = 10.0
"""Chroma in CIE Lab below which a colour has no hue that could be turned."""

MOST_CHROMA = 2.5
"""By how much colours are made stronger at most: noise is made stronger with them."""

LEAST_POWER, MOST_GLEAM = 0.16, 2.0
"""Limits of brightening, and of how steeply gleams rise on what was darkened."""

LIVELY = 0.5
"""How much of the differences of hue within a colour is kept."""

Lab = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class ColorReplace(Guided):
    """Swaps one colour for another; light and shade stay.

    Skin and wood are spared unless a mask marks them.
    """

    name = "color_replace"
    reach = Reach.OBJECT
    stage = "Changing a colour"
    group = Group.OBJECTS
    example = "change the red to blue"

    source: str = color("#e02020")
    target: str = color("#2060e0")
    tolerance: float = number(0.05, 1, 0.35)

    def work(self, image: Image.Image, material: Material) -> Outcome:
        mask, confidence, note = self._place(colours_of(image), material.mask)
        target = _rgb(self.target)
        result = on_colour(image, lambda pixels: recoloured(pixels, mask, target))
        return Outcome(result, confidence, note)

    def sentence(self, before: Size, after: Size) -> str:
        return f"Changed {name_of(_rgb(self.source))} to {name_of(_rgb(self.target))}."

    def _place(self, pixels: Pixels, marked: Image.Image | None) -> tuple[Pixels, float, str]:
        """What is recoloured, how sure that is, and what to say. Raises PartNotFound."""
        if marked is not None:
            return self._marked(pixels, np.asarray(marked))
        found = match(pixels, _rgb(self.source), self.tolerance, spares=True)
        area = float(found.mask.mean()) / 255
        name = name_of(_rgb(self.source))
        if area < LEAST:
            raise PartNotFound(
                f"The studio found no {name} ({self.source}) in this picture. Paint a mask over "
                "what should change."
            )
        confidence = min(1.0, (area / SURE) ** 0.5) * _clearness(found.mask)
        if found.spared > MUCH_SPARED:
            return (
                found.mask,
                confidence * 0.45,
                (
                    f"Much of the {name} looks like skin or wood and was left as it is: paint "
                    "a mask over what should change."
                ),
            )
        note = (
            ""
            if confidence >= 0.5
            else (
                f"It is not clear what is {name} in this picture: look, and paint a mask over what "
                "should change if it went wrong."
            )
        )
        return found.mask, confidence, note

    def _marked(self, pixels: Pixels, marks: Pixels) -> tuple[Pixels, float, str]:
        """The colour within a mask; all of the mask where nothing in it has the colour."""
        found = match(pixels, _rgb(self.source), max(self.tolerance, 0.5), spares=False)
        inside = cv2.multiply(found.mask, marks, scale=1 / 255)
        if float(inside.mean()) < 0.02 * float(marks.mean()):
            return marks, 0.8, ""
        return np.asarray(inside, dtype=np.uint8), 1.0, ""


def _clearness(mask: Pixels) -> float:
    """Near 1 where the colour is told apart from all others, and less where these go over into
    one another."""
    counts = cv2.calcHist([mask], [0], None, [256], [0, 256]).ravel().astype(np.float64)
    light = counts * np.arange(256)
    return float(np.clip(light[201:].sum() / max(light.sum(), 1) / 0.55, 0.3, 1))


def recoloured(pixels: Pixels, mask: Pixels, target: Colour) -> Pixels:
    """The picture with the usual colour under the mask brought to `target`, and the others there
    with it: in CIE Lab hues are turned and chroma scaled alike; black stays black and a gleam a
    gleam.
    """
    usual, wanted = _usual(pixels, mask), _lab(target)
    shading = _shading(usual[0], wanted[0])
    is_faint = float(np.hypot(usual[1], usual[2])) < FAINT

    def coloured(strip: Pixels, top: int) -> Pixels:
        lab = lab_of(strip)
        light = np.asarray(cv2.LUT(cv2.extractChannel(lab, 0), shading), dtype=np.uint8)
        new = _tinted(light, wanted) if is_faint else _turned(lab, light, usual, wanted)
        after = np.asarray(cv2.cvtColor(new, cv2.COLOR_Lab2RGB), dtype=np.uint8)
        return blended(strip, after, mask[top : top + len(strip)])

    return in_strips(pixels, coloured)


def _usual(pixels: Pixels, mask: Pixels) -> Lab:
    """The mean colour under the mask: light 0 to 255, and two of hue around 0."""
    small, inside = shrunk(pixels, 512), shrunk(mask, 512)
    lab = lab_of(small).reshape(-1, 3).astype(np.int64)
    weights = inside.reshape(-1).astype(np.int64)
    total = max(int(weights.sum()), 1)
    mean = (lab * weights[:, np.newaxis]).sum(axis=0) / total
    return np.asarray(mean - np.array([0, 128, 128]), dtype=np.float64)


def _lab(colour: Colour) -> Lab:
    lab = lab_of(np.array([[colour]], np.uint8))[0, 0]
    return np.asarray(lab.astype(np.float64) - np.array([0, 128, 128]))


def _shading(usual: float, wanted: float) -> Pixels:
    """New levels of light, the usual becoming the wanted one: brighter by a power, as light works,
    darker in proportion, as paint does, with the gleams on it kept.
    """
    levels = np.arange(256, dtype=np.float64)
    before, after = (float(np.clip(light, 10, 245)) for light in (usual, wanted))
    if after > before:
        power = max(np.log(after / 255) / np.log(before / 255), LEAST_POWER)
        new = (levels / 255) ** power * 255
    else:
        slope = min((255 - after) / (255 - before), MOST_GLEAM)
        new = np.where(levels < before, levels * after / before, after + (levels - before) * slope)
    return np.asarray(np.clip(np.rint(new), 0, 255), dtype=np.uint8)


def _turned(lab: Pixels, light: Pixels, usual: Lab, wanted: Lab) -> Pixels:
    """Chroma along the usual hue becomes chroma along the wanted one; what lies across it, which
    makes a colour lively, is turned with it and kept in part."""
    before, after = np.hypot(*usual[1:]), np.hypot(*wanted[1:])
    ratio = min(after / before, MOST_CHROMA)
    along, across = usual[1:] / before, np.array([-usual[2], usual[1]]) / before
    onto = wanted[1:] / max(after, 1e-6)
    aside = np.array([-onto[1], onto[0]])
    turn = ratio * (np.outer(onto, along) + LIVELY * np.outer(aside, across))
    matrix = np.zeros((3, 4))
    matrix[1:, 1:3] = turn
    matrix[1:, 3] = 128 - turn @ np.array([128.0, 128.0])
    new = cv2.transform(lab, matrix)
    return np.asarray(cv2.insertChannel(light, new, 0), dtype=np.uint8)


def _tinted(light: Pixels, wanted: Lab) -> Pixels:
    """One hue for all, fading towards black and white."""
    level = np.arange(256, dtype=np.float64)
    middle = float(np.clip(wanted[0], 10, 245))
    fading = np.clip(np.minimum(level / middle, (255 - level) / (255 - middle)), 0, 1) ** 0.7
    tables = [np.clip(np.rint(128 + part * fading), 0, 255).astype(np.uint8) for part in wanted[1:]]
    return np.asarray(cv2.merge([light, *(cv2.LUT(light, each) for each in tables)]))


def _rgb(value: str) -> Colour:
    red, green, blue = ImageColor.getrgb(value)[:3]
    return red, green, blue
