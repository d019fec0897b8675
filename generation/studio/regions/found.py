"""What finding a part gives."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from generation.studio.pixels import Pixels


@dataclass(frozen=True)
class Found:
    """Where a part is: mode L, white inside; and how sure that is, 0 to 1."""

    mask: Image.Image
    confidence: float


def found(mask: Pixels, confidence: float) -> Found:
    """A part as its mask in an array says, and how sure it is, held within 0 to 1."""
    return Found(Image.fromarray(mask), float(np.clip(confidence, 0, 1)))


def opposite(part: Found) -> Found:
    """All but the part; just as sure."""
    return Found(part.mask.point([255 - level for level in range(256)]), part.confidence)
