"""Small copies to think on, and other colour spaces to do it in."""

import cv2
import numpy as np

from generation.studio.pixels import Pixels


def shrunk(pixels: Pixels, longest: int) -> Pixels:
    """The picture, or mask, with its longer side at most so long; small ones stay as they are."""
    height, width = pixels.shape[:2]
    scale = longest / max(height, width)
    if scale >= 1:
        return pixels
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def stretched(mask: Pixels, width: int, height: int) -> Pixels:
    """The mask at another size, smoothly."""
    enlarged = cv2.resize(mask, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(enlarged, dtype=np.uint8)


def enlarged_rows(
    small: Pixels, height: int, width: int, rows: slice, smoothness: int = cv2.INTER_LINEAR
) -> Pixels:
    """Some rows of what a small copy would be at the full height and width."""
    across, down = small.shape[1] / width, small.shape[0] / height
    place = np.array([[across, 0, across / 2 - 0.5], [0, down, (rows.start + 0.5) * down - 0.5]])
    flags = smoothness | cv2.WARP_INVERSE_MAP
    size = (width, rows.stop - rows.start)
    piece = cv2.warpAffine(small, place, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(piece, dtype=np.uint8)
