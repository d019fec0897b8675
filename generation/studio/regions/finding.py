"""From the name of a part to where it is."""

from collections.abc import Callable, Mapping

from PIL.Image import Image

from generation.studio.pixels import Pixels
from generation.studio.regions.colours import SHADES, colour_confidence, colour_mask
from generation.studio.regions.found import Found, found, opposite
from generation.studio.regions.picture import colours_of
from generation.studio.regions.places import PLACES, place_mask
from generation.studio.regions.sky import find_sky
from generation.studio.regions.subject import find_subject
from generation.studio.regions.tones import TONES, tone_mask

ALL_BUT = "all but "

FINDERS: Mapping[str, Callable[[Pixels], Found]] = {
    "sky": find_sky,
    "subject": find_subject,
    "background": lambda pixels: opposite(find_subject(pixels)),
}


def find(part: str, image: Image) -> Found | None:
    """The named part of an RGB or RGBA picture, or None if it is none that can be found."""
    if part.startswith(ALL_BUT):
        inner = find(part.removeprefix(ALL_BUT), image)
        return None if inner is None else opposite(inner)
    if part in PLACES:
        return found(place_mask(part, *image.size), 1)
    pixels = colours_of(image)
    if part in TONES:
        return _measured(tone_mask(part, pixels))
    if part in SHADES:
        return _measured(colour_mask(part, pixels))
    finder = FINDERS.get(part)
    return finder(pixels) if finder else None


def _measured(mask: Pixels) -> Found:
    return found(mask, colour_confidence(mask))
