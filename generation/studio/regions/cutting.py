"""GrabCut (Rother, Kolmogorov & Blake, 2004) from several starts, the best result chosen."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from generation.studio.pixels import Pixels
from generation.studio.regions.people import faces
from generation.studio.regions.sizes import shrunk, stretched
from generation.studio.regions.starts import (
    MAYBE_BACK,
    MAYBE_SUBJECT,
    SEED,
    SURELY_BACK,
    SURELY_SUBJECT,
    starts,
)

TRIAL_SIDE, FINAL_SIDE = 192, 448
"""Longest side in pixels while starts are tried, and for the one that is chosen."""

BINS = (8, 12, 12)
"""How finely the Lab colours of subject and background are told apart."""

Inside = NDArray[np.bool_]


@dataclass(frozen=True)
class Cut:
    """What is subject, on a small copy; and how alike its colours are to the rest's, 0 to 1."""

    subject: Inside
    overlap: float
    cost: float = 1.0


def best_cut(pixels: Pixels) -> Cut:
    """The subject of the picture (height × width × 3), at most FINAL_SIDE long."""
    trial = shrunk(pixels, TRIAL_SIDE)
    skin = faces(trial)
    cuts = [_cut(trial, labels, rounds=3) for labels in starts(trial)]
    costs = [cost(trial, cut, skin) for cut in cuts]
    chosen = int(np.argmin(costs))
    final = _recut(shrunk(pixels, FINAL_SIDE), cuts[chosen].subject)
    return replace(final, cost=costs[chosen])


def hinted_cut(pixels: Pixels, hints: Pixels) -> Cut:
    """The subject where the hints (labels: sure ones are kept to) leave it open."""
    small = shrunk(pixels, FINAL_SIDE)
    height, width = small.shape[:2]
    marks = cv2.resize(hints, (width, height), interpolation=cv2.INTER_NEAREST)
    guess = stretched(best_cut(pixels).subject.astype(np.uint8) * 255, width, height) > 127
    maybe = np.where(guess, MAYBE_SUBJECT, MAYBE_BACK)
    is_sure = (marks == SURELY_BACK) | (marks == SURELY_SUBJECT)
    return _cut(small, np.where(is_sure, marks, maybe).astype(np.uint8), rounds=4)


def _recut(pixels: Pixels, guess: Inside) -> Cut:
    """The same at a finer size: only near its edge may the guess still change."""
    height, width = pixels.shape[:2]
    near = stretched(guess.astype(np.uint8) * 255, width, height)
    reach = max(1, round(0.035 * max(height, width)))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    labels = np.where(near > 127, MAYBE_SUBJECT, MAYBE_BACK).astype(np.uint8)
    labels[cv2.erode(near, kernel) > 127] = SURELY_SUBJECT
    labels[cv2.dilate(near, kernel) <= 127] = SURELY_BACK
    return _cut(pixels, labels, rounds=2)


def _cut(pixels: Pixels, labels: Pixels, *, rounds: int) -> Cut:
    subject = grab_cut(pixels, labels, rounds=rounds)
    return Cut(subject, _overlap(pixels, subject))


def grab_cut(pixels: Pixels, labels: Pixels, *, rounds: int) -> Inside:
    """What GrabCut makes of the labels; those that are sure are kept to."""
    is_subject = (labels & 1).astype(bool)
    if not is_subject.any() or is_subject.all():
        return is_subject
    marks = labels.copy()
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.setRNGSeed(SEED)
    cv2.grabCut(pixels, marks, (0, 0, 1, 1), *models, rounds, cv2.GC_INIT_WITH_MASK)
    return np.asarray((marks & 1).astype(bool))


def _overlap(pixels: Pixels, subject: Inside) -> float:
    """The part that histograms of subject and background have in common (Swain & Ballard)."""
    lab = cv2.cvtColor(cv2.GaussianBlur(pixels, (0, 0), 1.0), cv2.COLOR_RGB2Lab)
    spread = []
    for part in (subject, ~subject):
        if not part.any():
            return 1.0
        marks = part.astype(np.uint8)
        histogram = cv2.calcHist([lab], [0, 1, 2], marks, BINS, [0, 256, 96, 192, 96, 192])
        smooth = cv2.GaussianBlur(histogram.reshape(BINS[0], -1), (1, 3), 0)
        spread.append(smooth / smooth.sum())
    return float(np.minimum(*spread).sum())


def cost(pixels: Pixels, cut: Cut, skin: Inside) -> float:
    """What speaks against a cut: colours in common with the rest, an edge where the picture has
    none, crumbs, skin left out, a strange size. 0 is ideal; above 1 it is none."""
    return (
        cut.overlap
        + 0.7 * (1 - _support(pixels, cut.subject))
        + 0.5 * _scatter(cut.subject)
        + 0.3 * _skin_left(cut.subject, skin)
        + _strangeness(cut.subject)
    )


def _support(pixels: Pixels, subject: Inside) -> float:
    """The part of the subject's outline along which the picture has an edge, too."""
    lab = cv2.cvtColor(cv2.GaussianBlur(pixels, (0, 0), 0.8), cv2.COLOR_RGB2Lab)
    kernel = np.ones((5, 5), np.uint8)
    steps = cv2.subtract(cv2.dilate(lab, kernel), cv2.erode(lab, kernel)).max(axis=2)
    marks = subject.astype(np.uint8)
    outline = cv2.morphologyEx(marks, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0
    outline[[0, -1]] = outline[:, [0, -1]] = False
    return float(np.clip((steps[outline] / 45.0), 0, 1).mean()) if outline.any() else 0.0


def _scatter(subject: Inside) -> float:
    """How much of the subject's convex hull is not subject: crumbs and frames have much."""
    points = cv2.findNonZero(subject.astype(np.uint8))
    if points is None:
        return 1.0
    around = cv2.contourArea(cv2.convexHull(points))
    loose = float(np.clip(1 - subject.sum() / max(around, 1.0), 0, 1))
    stats = cv2.connectedComponentsWithStats(subject.astype(np.uint8))[2]
    largest = stats[1:, cv2.CC_STAT_AREA].max() / subject.sum()
    return loose + 0.5 * (1 - float(largest))


def _strangeness(subject: Inside) -> float:
    """What speaks against a subject: too small, too large, or lying along the upper edges."""
    area = float(subject.mean())
    size = max(0.0, 0.06 - area) * 6 + max(0.0, area - 0.6) * 1.5
    sides = np.concatenate([subject[0], subject[:, 0], subject[:, -1]])
    return size + 0.5 * float(sides.mean())


def _skin_left(subject: Inside, skin: Inside) -> float:
    return float((skin & ~subject).sum() / skin.sum()) if skin.any() else 0.0


def _alike(one: Inside, other: Inside) -> float:
    return float((one & other).sum() / max(1, (one | other).sum()))
