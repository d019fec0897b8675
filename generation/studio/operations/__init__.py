"""The operations, in one literal table: the name that stands in a stored plan, and its type."""

from collections.abc import Mapping

from generation.studio.operations.base import Operation, Reach
from generation.studio.operations.colour import Grayscale, Invert, Saturation, Sepia, Warmth
from generation.studio.operations.filters import Blur, Sharpen, Vignette
from generation.studio.operations.geometry import Crop, Flip, Resize, Rotate
from generation.studio.operations.lettering import Text
from generation.studio.operations.tone import Brightness, Contrast

OPERATIONS: Mapping[str, type[Operation]] = {
    "grayscale": Grayscale,
    "sepia": Sepia,
    "invert": Invert,
    "brightness": Brightness,
    "contrast": Contrast,
    "saturation": Saturation,
    "warmth": Warmth,
    "blur": Blur,
    "sharpen": Sharpen,
    "vignette": Vignette,
    "crop": Crop,
    "rotate": Rotate,
    "flip": Flip,
    "resize": Resize,
    "text": Text,
}

__all__ = [
    "OPERATIONS",
    "Blur",
    "Brightness",
    "Contrast",
    "Crop",
    "Flip",
    "Grayscale",
    "Invert",
    "Operation",
    "Reach",
    "Resize",
    "Rotate",
    "Saturation",
    "Sepia",
    "Sharpen",
    "Text",
    "Vignette",
    "Warmth",
]
