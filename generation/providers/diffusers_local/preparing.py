"""Sizes that a model can work with, and pictures made to fit them."""

from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

from files.variants.encoding import on_white
from generation.providers.base import ProviderRequest

STEP = 8
"""Widths and heights are multiples of it."""

LEAST = 64
LONGEST = {"cpu": 1024, "cuda": 2048}
"""Pixels of the longer side; more takes minutes, or more memory than there is."""

FEATHER = 6
"""Pixels over which what was painted goes over into what was kept, at the most."""

Size = tuple[int, int]


def size_for(request: ProviderRequest, native: int, device: str) -> Size:
    """Of a picture from words, as the model makes it."""
    if request.size:
        return _fitted(request.size, LONGEST[device])
    if request.aspect_ratio:
        across, down = (float(side) for side in request.aspect_ratio.split(":"))
        ratio = across / down
        wide = (round(native * ratio**0.5), round(native / ratio**0.5))
        return _fitted(wide, LONGEST[device])
    return _fitted((native, native), LONGEST[device])


def size_of_edit(size: Size, native: int, device: str) -> Size:
    """Of the picture that is worked on: about what the model knows, in the shape it has. A small
    one is made larger: a model paints no picture in a fraction of the size it was trained on."""
    wanted = min(max(*size, native), native * 3 // 2)
    scale = wanted / max(size)
    return _fitted((round(size[0] * scale), round(size[1] * scale)), LONGEST[device])


def _fitted(size: Size, most: int) -> Size:
    scale = min(1.0, most / max(size))
    width, height = (max(LEAST, round(side * scale / STEP) * STEP) for side in size)
    return min(width, most), min(height, most)


def as_asked(made: Image.Image, wanted: Size | None) -> Image.Image:
    """To the pixel, where only rounding to what the model can do lies between."""
    if wanted is None or made.size == wanted:
        return made
    near = all(abs(a - b) <= STEP for a, b in zip(made.size, wanted, strict=True))
    return made.resize(wanted, Image.Resampling.LANCZOS) if near else made


@dataclass(frozen=True)
class Canvas:
    """A picture to edit, as the model gets it, and the way back to the person's own."""

    given: Image.Image
    mask: Image.Image | None
    size: Size

    @property
    def picture(self) -> Image.Image:
        flat = on_white(self.given) if self.given.mode == "RGBA" else self.given.convert("RGB")
        return flat.resize(self.size, Image.Resampling.LANCZOS)

    @property
    def small_mask(self) -> Image.Image | None:
        """White where it is to be painted, as the library wants it. A stroke that is thinner than
        a pixel of the model's is not lost."""
        if self.mask is None:
            return None
        marked = self._marked
        across, down = (-(-a // b) for a, b in zip(marked.size, self.size, strict=True))
        if max(across, down) > 1:
            spread = cv2.dilate(np.asarray(marked), np.ones((down, across), np.uint8))
            marked = Image.fromarray(spread)
        return marked.resize(self.size, Image.Resampling.NEAREST)

    @property
    def _marked(self) -> Image.Image:
        """255 and 0, in the size of the picture."""
        assert self.mask is not None
        full = self.mask.convert("L").resize(self.given.size, Image.Resampling.BILINEAR)
        return full.point(lambda value: 255 if value >= 128 else 0)

    def restored(self, painted: Image.Image) -> Image.Image:
        """In the person's own size; outside the mask the person's own pixels."""
        full = painted.convert("RGB").resize(self.given.size, Image.Resampling.LANCZOS)
        if self.mask is None:
            return full
        soft = softened(self._marked)
        if self.given.mode == "RGBA":
            full.putalpha(soft)
            return Image.alpha_composite(self.given, full)
        return Image.composite(full, self.given.convert("RGB"), soft)


def softened(marked: Image.Image) -> Image.Image:
    """`marked` (255 and 0) with an edge that is soft inwards only: what was not marked stays as it
    is to the last pixel. A thin stroke gets a narrower edge, or nothing of it would be left."""
    array = np.asarray(marked)
    deep = cv2.distanceTransform(array, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    # Half of how thick the mark is around here.
    reach = np.ones((4 * FEATHER + 1, 4 * FEATHER + 1), np.uint8)
    thick = cv2.dilate(deep, reach)
    soft = np.clip(deep / np.clip(thick / 2, 1, FEATHER), 0, 1)
    return Image.fromarray(np.round(soft * 255).astype(np.uint8))
