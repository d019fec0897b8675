"""Known values carried on smoothly to where none are known.

Push and pull over a pyramid (Gortler and others, "The Lumigraph", 1996).
"""

import cv2
import numpy as np
from numpy.typing import NDArray

Planes = NDArray[np.float32]


def spread(values: Planes, weights: Planes) -> Planes:
    """`values` (height × width × n) where `weights` (height × width, 0 to 1) are 1, and a smooth
    continuation of them towards where they are 0."""
    sums = np.asarray(values * weights[..., np.newaxis], dtype=np.float32)
    return _pulled(sums, weights)


def _pulled(sums: Planes, totals: Planes) -> Planes:
    height, width = totals.shape
    mean = sums / np.maximum(totals, 1e-6)[..., np.newaxis]
    if max(height, width) <= 2:
        everywhere = sums.sum(axis=(0, 1)) / max(float(totals.sum()), 1e-6)
        return np.where(totals[..., np.newaxis] > 0, mean, everywhere).astype(np.float32)
    size = ((width + 1) // 2, (height + 1) // 2)
    coarse_totals = cv2.resize(totals, size, interpolation=cv2.INTER_AREA)
    coarse_sums = cv2.resize(sums, size, interpolation=cv2.INTER_AREA)
    coarse_sums = coarse_sums.reshape(*coarse_totals.shape, -1)
    filled = np.minimum(coarse_totals * 4, 1)
    scale = filled / np.maximum(coarse_totals, 1e-6)
    coarse = _pulled(
        np.asarray(coarse_sums * scale[..., np.newaxis], dtype=np.float32),
        np.asarray(filled, dtype=np.float32),
    )
    wide = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)
    part = totals[..., np.newaxis]
    result = mean * part + wide.reshape(mean.shape) * (1 - part)
    return np.asarray(result, dtype=np.float32)
