"""From the name of a part to where it is."""

import numpy as np
from PIL.Image import Image

from generation.studio.pixels import Pixels
from generation.studio.regions.colours import SHADES, colour_confidence, colour_mask
from generation.studio.regions.found import Found, found, opposite
from generation.studio.regions.places import PLACES, place_mask
from generation.studio.regions.sky import find_sky
from generation.studio.regions.subject import find_subject
from generation.studio.regions.tones import TONES, tone_mask

ALL_BUT = "all but "


def find(part: str, image: Image) -> Found | None:
    """The named part of an RGB or RGBA picture, or None if it is none that can be found."""
    if part.startswith(ALL_BUT):
        inner = find(part.removeprefix(ALL_BUT), image)
        return None if inner is None else opposite(inner)
    if part in PLACES:
        return found(place_mask(part, *image.size), 1)
    if part in TONES:
        mask = tone_mask(part, _colours(image))
        return found(mask, colour_confidence(mask))
    if part in SHADES:
        mask = colour_mask(part, _colours(image))
        return found(mask, colour_confidence(mask))
    if part == "sky":
        return find_sky(_colours(image))
    if part == "subject":
        return find_subject(_colours(image))
    if part == "background":
        return opposite(find_subject(_colours(image)))
    return None


def _colours(image: Image) -> Pixels:
    return np.asarray(image.convert("RGB"))
