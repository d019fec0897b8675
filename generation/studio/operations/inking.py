"""Cartoons: flat colours in soft steps, and gentle lines that follow the forms.

After Winnemöller, Olsen and Gooch 2006; the lines are their extended difference of Gaussians
(Winnemöller, Kyprianidis and Olsen 2012), smoothed along the forms.
"""

import cv2
import numpy as np

from generation.studio.operations.easel import Canvas, between, luma, ramp, soft, unit_of
from generation.studio.operations.flow import Flow
from generation.studio.operations.kuwahara import by_detail, detail_of, kuwahara
from generation.studio.operations.strips import Field

STEPS = 9
"""Steps of lightness from black to white."""

INK = 0.12
"""Lightness that a line takes of what is under it: dark, and still of its colour."""


def cartoon(canvas: Canvas, amount: float) -> Canvas:
    """Canvas in, canvas out; `amount` 0..1 makes flatter colours and stronger lines."""
    unit = unit_of(canvas)
    lines = _lines(canvas, unit) * np.float32(0.45 + 0.5 * amount)
    stepped = _stepped(_flat(_opened(canvas), (4 + 4 * amount) * unit), amount)
    return between(stepped, stepped * np.float32(INK), np.clip(lines, 0, 1))


def _flat(opened: Canvas, radius: float) -> Canvas:
    fine = kuwahara(opened, 2.2 * unit_of(opened))
    return by_detail(fine, kuwahara(opened, radius), detail_of(luma(opened)))


def _opened(canvas: Canvas) -> Canvas:
    """Shadows lifted so that they keep their colour, colours purer."""
    gray = luma(canvas)
    low, high = (float(each) for each in np.percentile(gray[::4, ::4], (1, 99.5)))
    reach = max(high - low, 0.35)
    spread = np.clip((canvas - low * 0.6) / (reach + 0.4 * low), 0, 1)
    light = spread ** np.float32(0.84)
    return np.asarray(0.06 + 0.93 * light, dtype=np.float32)


def _stepped(flat: Canvas, amount: float) -> Canvas:
    lab = np.asarray(cv2.cvtColor(flat, cv2.COLOR_RGB2Lab), dtype=np.float32)
    level = lab[..., 0] * np.float32(STEPS / 100)
    nearest = np.rint(level)
    # Soft steps: hard ones would band in smooth skies.
    steep = 3 + 5 * amount
    stepped = nearest + np.tanh((level - nearest) * steep) / np.float32(2 * np.tanh(steep / 2))
    lab[..., 0] += (stepped * np.float32(100 / STEPS) - lab[..., 0]) * np.float32(0.85)
    lab[..., 1:] *= np.float32(1.1 + 0.2 * amount)
    colours = np.asarray(cv2.cvtColor(lab, cv2.COLOR_Lab2RGB), dtype=np.float32)
    return np.clip(colours, 0, 1, out=colours)


def _lines(canvas: Canvas, unit: float) -> Field:
    """1 on lines. What is dark all over has none: only edges are inked."""
    gray = luma(canvas) ** np.float32(0.6)
    flow = Flow.of(np.asarray(gray, np.float32))
    calm = flow.along(soft(np.asarray(gray, np.float32), 0.8 * unit), 4 * unit)
    difference = soft(calm, 3.2 * unit) - soft(calm, 1.3 * unit)
    drawn = ramp(flow.along(difference, 9 * unit), 0.012, 0.042)
    return np.asarray(soft(drawn, 0.6 * unit), dtype=np.float32)
