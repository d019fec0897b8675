"""Pictures whose lines a hand has drawn: bent a little, never straight."""

import cv2
import numpy as np

from ..noise import spectral
from .fields import Field


def warped(light: Field, chance: np.random.Generator, reach: float) -> Field:
    """Every place moved by up to about `reach` pixels, neighbours together."""
    rows, columns = light.shape[:2]
    side = max(rows, columns)
    moves = [
        cv2.resize(spectral(chance, 256, 1.6, 6.0), (side, side), interpolation=cv2.INTER_LINEAR)[
            :rows, :columns
        ]
        * np.float32(reach / 2)
        for _ in range(2)
    ]
    down, across = np.mgrid[0:rows, 0:columns].astype(np.float32)
    return np.asarray(
        cv2.remap(
            light,
            across + moves[0],
            down + moves[1],
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REFLECT,
        ),
        np.float32,
    )
