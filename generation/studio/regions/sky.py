"""The sky: what reaches down from the upper edge without an edge of its own.

In each column the sky ends at the first strong edge; how strong, is chosen so that sky and ground
are each as even as can be (Shen & Wang, "Sky Region Detection in a Single Image for Autonomous
Ground Robot Navigation", 2013). GrabCut then finds what is behind towers and between branches.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from generation.studio.pixels import Pixels
from generation.studio.regions.curves import falling, rising
from generation.studio.regions.cutting import Inside, grab_cut
from generation.studio.regions.found import Found, found
from generation.studio.regions.picture import lab_of
from generation.studio.regions.refining import refined
from generation.studio.regions.sizes import shrunk
from generation.studio.regions.skylights import in_fine_print
from generation.studio.regions.starts import (
    MAYBE_BACK,
    MAYBE_SUBJECT,
    SURELY_BACK,
    SURELY_SUBJECT,
)

SIDE = 288
"""Longest side in pixels of the copy that is looked at."""

SMALLEST = 12

STEPS = tuple(range(6, 62, 4))
"""Strengths of an edge (levels of CIE Lab) that are tried as the end of the sky."""

ALIKE = 12
"""How far (CIE Lab) a place may be from the sky of its own row to be sky, too."""

CLOUDY = 0.3
"""How much like a sky's colours what the sky surrounds has to be to be a cloud."""

EVENNESS = 2.0
"""How much more an even sky counts than an even ground."""


def find_sky(pixels: Pixels) -> Found:
    """The sky of a picture (height × width × 3)."""
    small = shrunk(pixels, SIDE)
    if min(small.shape[:2]) < SMALLEST:
        return found(np.zeros(pixels.shape[:2], np.uint8), 0)
    lab = lab_of(np.asarray(cv2.GaussianBlur(small, (0, 0), 1.0), dtype=np.uint8))
    ends = _best_ends(lab)
    sky = _with_clouds(lab, _completed(small, ends), ends)
    rough = cv2.GaussianBlur(sky.astype(np.uint8) * 255, (0, 0), 0.8)
    mask = in_fine_print(refined(np.asarray(rough, dtype=np.uint8), pixels), pixels)
    return found(mask, _confidence(lab, sky))


def _best_ends(lab: Pixels) -> NDArray[np.intp]:
    """The row at which the sky ends, in each column."""
    edges = _edges(lab)
    tried = [_ends(edges, step) for step in STEPS]
    return max(tried, key=lambda ends: _evenness(lab, ends))


def _edges(lab: Pixels) -> Pixels:
    kernel = np.ones((3, 3), np.uint8)
    return np.asarray(cv2.subtract(cv2.dilate(lab, kernel), cv2.erode(lab, kernel)).max(axis=2))


def _ends(edges: Pixels, step: int) -> NDArray[np.intp]:
    is_edge = edges > step
    is_edge[0] = False
    ends = np.where(is_edge.any(axis=0), is_edge.argmax(axis=0), len(edges))
    return np.asarray(ends, dtype=np.intp)


def _evenness(lab: Pixels, ends: NDArray[np.intp]) -> float:
    above = np.arange(lab.shape[0])[:, np.newaxis] < ends[np.newaxis]
    if not 0.02 < above.mean() < 0.995:
        return 0.0
    sky, ground = (np.cov(lab[part].astype(np.float64).T) for part in (above, ~above))
    spread = [np.linalg.det(each) + np.linalg.eigvalsh(each).max() for each in (sky, ground)]
    return float(1 / (EVENNESS * spread[0] + spread[1] + 1e-6))


def _completed(pixels: Pixels, ends: NDArray[np.intp]) -> Inside:
    """With what the columns could not see; nothing lower than the lowest end."""
    rows = np.arange(len(pixels))[:, np.newaxis]
    above = rows < ends[np.newaxis]
    lowest = int(np.percentile(ends, 95))
    labels = np.where(above, MAYBE_SUBJECT, MAYBE_BACK).astype(np.uint8)
    sure = cv2.erode(above.astype(np.uint8), np.ones((5, 5), np.uint8), borderValue=1) > 0
    labels[sure] = SURELY_SUBJECT
    labels[lowest + 2 :] = SURELY_BACK
    labels[(labels == SURELY_BACK) & above] = MAYBE_SUBJECT
    return grab_cut(pixels, labels, rounds=2)


def _with_clouds(lab: Pixels, sky: Inside, ends: NDArray[np.intp]) -> Inside:
    """With what is like the sky beside it, and with what it surrounds, if skies have its colour."""
    rows = np.arange(len(sky))[:, np.newaxis]
    counts = sky.sum(axis=1)
    means = (lab * sky[..., np.newaxis]).sum(axis=1) / np.maximum(counts, 1)[:, np.newaxis]
    apart = np.linalg.norm(lab - means[:, np.newaxis], axis=2)
    has_sky = counts > sky.shape[1] * 0.15
    alike = (apart < ALIKE) & has_sky[:, np.newaxis] & (rows < np.percentile(ends, 60))
    whole = sky | alike
    count, names, stats, _ = cv2.connectedComponentsWithStats((~whole).astype(np.uint8))
    for name in range(1, count):
        is_enclosed = stats[name, cv2.CC_STAT_TOP] + stats[name, cv2.CC_STAT_HEIGHT] < len(sky)
        piece = names == name
        if is_enclosed and _likeness(lab[piece]) > CLOUDY:
            whole |= piece
    return _without_crumbs(whole)


def _without_crumbs(sky: Inside) -> Inside:
    _, names, stats, _ = cv2.connectedComponentsWithStats(sky.astype(np.uint8))
    kept = stats[:, cv2.CC_STAT_AREA] > sky.size * 0.0006
    kept[0] = False
    return np.asarray(kept[names])


def _confidence(lab: Pixels, sky: Inside) -> float:
    """Large, along the upper edge, even, and of a colour that skies have."""
    if not sky.any():
        return 0.0
    area, top = float(sky.mean()), float(sky[:2].mean())
    inner = cv2.erode(sky.astype(np.uint8), np.ones((5, 5), np.uint8), borderValue=1) > 0
    if not inner.any():
        return 0.0
    rough = float(np.median(_edges(lab)[inner]))
    size = float(rising(np.array(area), 0.015, 0.07) * rising(np.array(top), 0.12, 0.45))
    even = float(falling(np.array(rough), 6.0, 13.0))
    above_ground = float(falling(sky[-2:].mean(), 0.3, 0.9))
    return size * even * above_ground * _likeness(lab[inner])


def _likeness(colours: Pixels) -> float:
    """The part of these colours (n × 3, Lab in bytes) that skies have: blue by day and night,
    white to gray under clouds, and, less surely, the warm ones of the sun's rising and setting."""
    light = colours[:, 0] / 2.55
    green_red, blue_yellow = colours[:, 1] - 128.0, colours[:, 2] - 128.0
    blue = rising(-blue_yellow, 3, 8) * rising(-blue_yellow - np.abs(green_red) * 0.6, 0, 4)
    cloudy = rising(light, 62, 74) * falling(blue_yellow, 1.5, 5) * falling(np.abs(green_red), 4, 8)
    warm = rising(light, 50, 64) * rising(green_red + blue_yellow, 10, 22)
    warm = warm * falling(light, 97, 99)
    return float(np.maximum(np.maximum(blue, cloudy), 0.55 * warm).mean())
