"""First guesses at where the subject is, each a different idea of what a subject looks like.

A guess is a map of GrabCut's four labels, the size of the (small) picture.
"""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from generation.studio.pixels import Pixels
from generation.studio.regions.people import below, faces

SURELY_BACK, SURELY_SUBJECT = cv2.GC_BGD, cv2.GC_FGD
MAYBE_BACK, MAYBE_SUBJECT = cv2.GC_PR_BGD, cv2.GC_PR_FGD

RIM = 0.03
"""Width of the frame in which backgrounds are looked for, as a part of each side."""

SEED = 20_240_607
CLUSTERS = 6


def starts(pixels: Pixels) -> Iterator[Pixels]:
    """The guesses, in a fixed order."""
    height, width = pixels.shape[:2]
    across = np.abs(np.linspace(-1, 1, width))[np.newaxis]
    down = np.linspace(-1, 1, height)[:, np.newaxis]
    yield _labels((across < 0.68) & (np.abs(down) < 0.68), is_standing=False)
    standing = np.hypot(across / 0.6, (down - 0.3) / 1.1) < 1
    yield _labels(standing, is_standing=True)
    contrast = contrast_to_border(pixels, is_standing=False)
    yield _labels(_above_otsu(contrast), is_standing=False)
    contrast = contrast_to_border(pixels, is_standing=True)
    yield _labels(_above_otsu(contrast), is_standing=True)
    face = faces(pixels)
    if face.any():
        yield _labels(below(face), is_standing=True)


def contrast_to_border(pixels: Pixels, *, is_standing: bool) -> Pixels:
    """How far each pixel's colour is from the nearest of the border's main colours (0 to 255,
    CIE Lab), less towards the border. With `is_standing` the lower edge is no border.
    """
    lab = cv2.cvtColor(pixels, cv2.COLOR_RGB2Lab).astype(np.float32)
    border = lab[rim(pixels.shape[0], pixels.shape[1], is_standing=is_standing)]
    count = min(CLUSTERS, len(border))
    cv2.setRNGSeed(SEED)
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 1.0)
    unnamed = np.zeros((len(border), 1), np.int32)
    _, names, centers = cv2.kmeans(border, count, unnamed, stop, 2, cv2.KMEANS_PP_CENTERS)
    names, centers = np.asarray(names), np.asarray(centers)
    shares = np.bincount(names.ravel(), minlength=count) / len(border)
    distances = [np.linalg.norm(lab - each, axis=2) for each in centers[shares > 0.04]]
    nearest = np.min(distances, axis=0).astype(np.float32)
    smooth = cv2.GaussianBlur(nearest, (0, 0), max(pixels.shape[:2]) / 60)
    weighted = smooth * _towards_middle(pixels.shape[0], pixels.shape[1], is_standing=is_standing)
    scaled = weighted * (255 / max(float(weighted.max()), 1))
    return np.asarray(np.clip(scaled, 0, 255), dtype=np.uint8)


def rim(height: int, width: int, *, is_standing: bool) -> NDArray[np.bool_]:
    """The frame of the picture; without its lower edge if the subject may stand on that."""
    deep, wide = max(1, round(RIM * height)), max(1, round(RIM * width))
    frame = np.ones((height, width), bool)
    frame[deep : height if is_standing else height - deep, wide : width - wide] = False
    if is_standing:
        frame[height * 2 // 3 :] = False
    return frame


def _towards_middle(height: int, width: int, *, is_standing: bool) -> NDArray[np.float32]:
    across = np.linspace(-1, 1, width)[np.newaxis]
    down = np.linspace(-1, 1, height)[:, np.newaxis]
    if is_standing:
        down = np.minimum(down - 0.2, 0) / 1.2
    return np.exp(-(across**2 + down**2) / 1.1).astype(np.float32)


def _above_otsu(contrast: Pixels) -> NDArray[np.bool_]:
    level, _ = cv2.threshold(contrast, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return np.asarray(contrast > level)


def _labels(subject: NDArray[np.bool_], *, is_standing: bool) -> Pixels:
    labels = np.where(subject, MAYBE_SUBJECT, MAYBE_BACK).astype(np.uint8)
    labels[rim(*subject.shape, is_standing=is_standing)] = SURELY_BACK
    return labels
