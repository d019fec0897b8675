"""Watercolour: washes that pool at their edges on rough white paper."""

import cv2
import numpy as np

from ..colour import smoothstep
from ..noise import spectral
from .fields import Field, Levels, as_levels, as_light, edges, grey, kuwahara, paper, softened
from .warped import warped


def watercolour(shown: Levels, chance: np.random.Generator) -> Levels:
    """Broad washes, pigment that gathers at their edges and in the paper, a ragged border."""
    light = as_light(shown)
    short = min(shown.shape[:2])
    bent = warped(light, chance, short / 130)
    wash = kuwahara(bent, max(2, round(short / 90)))
    detail = kuwahara(bent, max(1, round(short / 260)))
    wash = 0.45 * wash + 0.55 * detail
    level = grey(wash)[..., None]
    wash = level + (wash - level) * np.float32(1.22)
    # Paper shines through thin paint: shadows never go black.
    wash = 0.1 + 0.92 * np.maximum(wash, 0) ** np.float32(0.82)
    pooled = edges(grey(detail), short / 300)
    blotch = _blotches(chance, shown.shape[:2])
    tooth = paper(chance, (shown.shape[0], shown.shape[1]), max(1.6, short / 420))
    density = 1 + 0.22 * blotch + 0.5 * pooled + 0.07 * tooth
    painted = 1 - (1 - wash) * density[..., None]
    cover = _cover(chance, shown.shape[:2], tooth)[..., None]
    sheet = np.array([0.985, 0.975, 0.95], np.float32) * (1 + 0.012 * tooth[..., None])
    rim = smoothstep(0.0, 0.5, cover) * smoothstep(1.0, 0.55, cover)
    return as_levels(sheet + (painted * (1 - 0.12 * rim) - sheet) * cover)


def _blotches(chance: np.random.Generator, shape: tuple[int, ...]) -> Field:
    """Where more and where less water lay."""
    tile = spectral(chance, 256, 1.5, 2.0)
    side = max(shape)
    return np.asarray(_grown(tile, side)[: shape[0], : shape[1]] * 0.5, np.float32)


def _grown(tile: Field, side: int) -> Field:
    return np.asarray(cv2.resize(tile, (side, side), interpolation=cv2.INTER_LINEAR), np.float32)


def _cover(chance: np.random.Generator, shape: tuple[int, ...], tooth: Field) -> Field:
    """1 where there is paint; the border is where the brush happened to stop."""
    rows, columns = shape[0], shape[1]
    short = min(rows, columns)
    down = np.minimum(np.arange(rows), np.arange(rows)[::-1])[:, None] / short
    across = np.minimum(np.arange(columns), np.arange(columns)[::-1])[None, :] / short
    inset = np.minimum(down, across).astype(np.float32)
    ragged = _grown(spectral(chance, 256, 1.25, 3.0), max(rows, columns))[:rows, :columns]
    reach = inset - 0.026 - 0.009 * ragged - 0.0018 * tooth
    return smoothstep(-0.003, 0.004, softened(reach.astype(np.float32), 0.6))
