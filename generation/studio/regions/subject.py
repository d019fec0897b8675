"""The subject of a picture: what stands out from the rest."""

import cv2
import numpy as np

from generation.studio.masks import UNDECIDED
from generation.studio.pixels import Pixels
from generation.studio.regions.cutting import Cut, Inside, best_cut, hinted_cut
from generation.studio.regions.found import Found, found
from generation.studio.regions.refining import refined
from generation.studio.regions.starts import MAYBE_BACK, SURELY_BACK, SURELY_SUBJECT

SMALLEST = 12
"""Sides in pixels below which there is no telling."""

GOOD, BAD = 0.3, 0.8
"""Cost up to which a cut is good, and from which on it is bad."""


HINTED = 0.6
"""Least confidence where a person has helped."""


def find_subject(pixels: Pixels) -> Found:
    """The subject of a picture (height × width × 3)."""
    if min(pixels.shape[:2]) < SMALLEST:
        return found(np.zeros(pixels.shape[:2], np.uint8), 0)
    cut = best_cut(pixels)
    return cut_out(pixels, cut)


def find_hinted(pixels: Pixels, hints: Pixels) -> Found:
    """The subject where a person said so: `hints` (0 to 255, the picture's size) are white in the
    background, black in the subject, and gray where it is left to the studio.
    """
    surely = _by_level(SURELY_SUBJECT, MAYBE_BACK, SURELY_BACK)
    least, most = _by_level(255, 0, 0), _by_level(255, 255, 0)
    if min(pixels.shape[:2]) < SMALLEST:
        return found(np.asarray(cv2.LUT(hints, least), dtype=np.uint8), 0)
    cut = hinted_cut(pixels, np.asarray(cv2.LUT(hints, surely), dtype=np.uint8))
    mask = np.array(cut_out(pixels, cut).mask)
    cv2.max(mask, cv2.LUT(hints, least), mask)
    cv2.min(mask, cv2.LUT(hints, most), mask)
    return found(mask, max(HINTED, confidence_of(cut)))


def _by_level(subject: int, undecided: int, back: int) -> Pixels:
    """A table for hints: what stands for each of the three things that they say."""
    low, high = UNDECIDED
    ends = (low, high + 1 - low, 255 - high)
    return np.repeat(np.array([subject, undecided, back], np.uint8), ends)


def cut_out(pixels: Pixels, cut: Cut) -> Found:
    """A rough cut as a soft mask of the full size."""
    subject = tidied(cut.subject)
    rough = cv2.GaussianBlur(subject.astype(np.uint8) * 255, (0, 0), 0.8)
    return found(refined(np.asarray(rough, dtype=np.uint8), pixels), confidence_of(cut))


def confidence_of(cut: Cut) -> float:
    """From what speaks against the cut: half is reached where it is as good as any other."""
    return 1 - (cut.cost - GOOD) / (BAD - GOOD)


def tidied(subject: Inside) -> Inside:
    """Without crumbs, and without small holes."""
    return ~_without_small(~_without_small(subject, 0.08), 0.02)


def _without_small(part: Inside, least: float) -> Inside:
    """Only the pieces that have at least `least` of the largest one's area."""
    count, names, stats, _ = cv2.connectedComponentsWithStats(part.astype(np.uint8))
    if count < 3:
        return part
    areas = stats[:, cv2.CC_STAT_AREA].copy()
    areas[0] = 0
    kept = areas >= least * areas.max()
    kept[0] = False
    return np.asarray(kept[names])
