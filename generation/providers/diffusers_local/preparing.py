"""Sizes that a model can work with, and pictures made to fit them."""

from dataclasses import dataclass

from PIL import Image, ImageChops, ImageFilter

from files.variants.encoding import on_white
from generation.providers.base import ProviderRequest

STEP = 8
"""Widths and heights are multiples of it."""

LEAST = 64
LONGEST = {"cpu": 1024, "cuda": 2048}
"""Pixels of the longer side; more takes minutes, or more memory than there is."""

FEATHER = 6
"""Pixels over which what was painted goes over into what was kept."""

Size = tuple[int, int]


def size_for(request: ProviderRequest, native: int, device: str) -> Size:
    """Of a picture from words."""
    if request.size:
        return _fitted(request.size, LONGEST[device])
    if request.aspect_ratio:
        across, down = (float(side) for side in request.aspect_ratio.split(":"))
        ratio = across / down
        wide = (round(native * ratio**0.5), round(native / ratio**0.5))
        return _fitted(wide, LONGEST[device])
    return _fitted((native, native), LONGEST[device])


def size_of_edit(size: Size, native: int, device: str) -> Size:
    """Of the picture that is worked on: about what the model knows, in the shape it has."""
    most = min(LONGEST[device], max(native, native * 3 // 2))
    return _fitted(size, most)


def _fitted(size: Size, most: int) -> Size:
    scale = min(1.0, most / max(size))
    width, height = (max(LEAST, round(side * scale / STEP) * STEP) for side in size)
    return min(width, most), min(height, most)


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
        """White where it is to be painted, as the library wants it."""
        return None if self.mask is None else self._full_mask.resize(self.size)

    @property
    def _full_mask(self) -> Image.Image:
        assert self.mask is not None
        return self.mask.convert("L").resize(self.given.size, Image.Resampling.BILINEAR)

    def restored(self, painted: Image.Image) -> Image.Image:
        """In the person's own size; outside the mask the person's own pixels."""
        full = painted.convert("RGB").resize(self.given.size, Image.Resampling.LANCZOS)
        if self.mask is None:
            return full
        hard = self._full_mask.point(lambda value: 255 if value >= 128 else 0)
        # Only inwards: what was not marked stays as it is to the last pixel.
        soft = ImageChops.darker(hard, hard.filter(ImageFilter.GaussianBlur(FEATHER)))
        kept = (
            self.given.convert("RGBA") if self.given.mode == "RGBA" else self.given.convert("RGB")
        )
        return Image.composite(full.convert(kept.mode), kept, soft)
