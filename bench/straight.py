"""Tone, colour and filters on an RGB array as one would write them for just this, with OpenCV."""

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np

Array = Any
Straight = Callable[[Array], Array]

X = np.linspace(0, 1, 256)
LUMA = np.array([0.299, 0.587, 0.114])


def table(*curves: Array) -> Array:
    levels = np.clip(np.rint(np.stack(curves, axis=-1) * 255), 0, 255).astype(np.uint8)
    return levels[:, 0].copy() if len(curves) == 1 else levels[np.newaxis]


def by_table(*curves: Array) -> Straight:
    levels = table(*curves)
    return lambda pixels: cv2.LUT(pixels, levels)


def by_matrix(keep: float) -> Straight:
    weights = keep * np.eye(3) + (1 - keep) * np.tile(LUMA, (3, 1))
    return lambda pixels: cv2.transform(pixels, weights)


def both(first: Straight, second: Straight) -> Straight:
    return lambda pixels: second(first(pixels))


def gray(pixels: Array) -> Array:
    return cv2.cvtColor(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)


TONED = by_matrix(0.8)
THREE = by_table(X**0.9, X, X**1.2)


def white_balance(pixels: Array) -> Array:
    means = np.array(cv2.mean(pixels)[:3])
    return cv2.LUT(pixels, table(*(X * gain for gain in means.mean() / means)))


def auto_enhance(pixels: Array) -> Array:
    balanced = white_balance(pixels)
    light, red, blue = cv2.split(cv2.cvtColor(balanced, cv2.COLOR_RGB2Lab))
    local = cv2.createCLAHE(2, (8, 8)).apply(light)
    return cv2.cvtColor(cv2.merge([local, red, blue]), cv2.COLOR_Lab2RGB)


def vibrance(pixels: Array) -> Array:
    hue, saturation, value = cv2.split(cv2.cvtColor(pixels, cv2.COLOR_RGB2HSV))
    vivid = cv2.LUT(saturation, table(X + 0.4 * X * (1 - X)))
    return cv2.cvtColor(cv2.merge([hue, vivid, value]), cv2.COLOR_HSV2RGB)


def threshold(pixels: Array) -> Array:
    light = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    return cv2.cvtColor(cv2.threshold(light, 0, 255, cv2.THRESH_OTSU)[1], cv2.COLOR_GRAY2RGB)


def guided(light: Array, radius: int, edge: float) -> Array:
    """The fast guided filter on a copy of a sixth, enlarged."""
    size = (light.shape[1] // 6, light.shape[0] // 6)
    small = cv2.resize(light, size, interpolation=cv2.INTER_AREA)
    across = (2 * radius + 1, 2 * radius + 1)
    mean = cv2.blur(small, across)
    variance = cv2.blur(small * small, across) - mean * mean
    slope = variance / (variance + edge * edge)
    fields = cv2.blur(slope, across), cv2.blur(mean - slope * mean, across)
    wide = (light.shape[1], light.shape[0])
    return cv2.resize(fields[0], wide) * light + cv2.resize(fields[1], wide)


def light_of(pixels: Array) -> Array:
    return cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255


def clarity(pixels: Array) -> Array:
    light = light_of(pixels)
    change = (light - guided(light, 15, 0.16)) * 130
    return cv2.add(pixels, cv2.merge([change] * 3), dtype=cv2.CV_8U)


def hdr(pixels: Array) -> Array:
    light = light_of(pixels)
    base = guided(light, 20, 0.2)
    left = 1 - base
    wide = light + 0.6 * (light - base) + 0.6 * (base * left * left * left)
    gain = wide / np.maximum(light, 0.02)
    lit = cv2.multiply(pixels, cv2.merge([gain] * 3), dtype=cv2.CV_8U)
    return TONED(lit)


def dehaze(pixels: Array) -> Array:
    dark = cv2.erode(pixels.min(axis=2), np.ones((15, 15), np.uint8)).astype(np.float32) / 255
    gain = 1 / (1 - 0.6 * guided(dark, 20, 0.05))
    lit = cv2.multiply(pixels, cv2.merge([gain] * 3), dtype=cv2.CV_32F)
    return cv2.subtract(lit, cv2.merge([(gain - 1) * 240] * 3), dtype=cv2.CV_8U)


def denoise(pixels: Array) -> Array:
    return cv2.bilateralFilter(pixels, 5, 25, 1.5)


def small_blur(pixels: Array, sigma: float) -> Array:
    size = pixels.shape[1], pixels.shape[0]
    small = cv2.resize(pixels, (size[0] // 8, size[1] // 8), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), sigma / 8)
    return cv2.resize(soft, size, interpolation=cv2.INTER_CUBIC)


def blur(pixels: Array) -> Array:
    return small_blur(pixels, 0.3 * 0.032 * min(pixels.shape[:2]))


def sharpen(pixels: Array) -> Array:
    soft = cv2.GaussianBlur(pixels, (0, 0), min(pixels.shape[:2]) / 900)
    return cv2.addWeighted(pixels, 1.9, soft, -0.9, 0)


def vignette(pixels: Array) -> Array:
    axis = np.linspace(-1, 1, 256) ** 2
    fall = np.clip((np.sqrt((axis[:, None] + axis) / 2) - 0.35) / 0.65, 0, 1)
    field = np.rint((1 - 0.46 * fall * fall * (3 - 2 * fall)) * 255).astype(np.uint8)
    shade = cv2.resize(field, (pixels.shape[1], pixels.shape[0]))
    return cv2.multiply(pixels, cv2.cvtColor(shade, cv2.COLOR_GRAY2RGB), scale=1 / 255)


def grain(pixels: Array) -> Array:
    cell = min(pixels.shape[:2]) / 900
    size = round(pixels.shape[0] / cell), round(pixels.shape[1] / cell)
    drawn = np.random.default_rng(1).normal(0, 11, size).astype(np.float32)
    wide = cv2.resize(drawn, (pixels.shape[1], pixels.shape[0]), interpolation=cv2.INTER_CUBIC)
    seen = cv2.LUT(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), table((4 * X * (1 - X)) ** 0.6))
    change = cv2.multiply(wide, seen, scale=1 / 255, dtype=cv2.CV_32F)
    return cv2.add(pixels, cv2.merge([change] * 3), dtype=cv2.CV_8U)


def motion_blur(pixels: Array) -> Array:
    length = round(0.4 * 0.12 * min(pixels.shape[:2]))
    return cv2.blur(pixels, (length, 1), borderType=cv2.BORDER_REPLICATE)


def slanted_blur(pixels: Array) -> Array:
    length = round(0.4 * 0.12 * min(pixels.shape[:2])) // 2
    line = np.zeros((2 * length + 1, 2 * length + 1), np.float32)
    end = round(length * np.cos(np.pi / 6)), round(length * np.sin(np.pi / 6))
    cv2.line(line, (length - end[0], length + end[1]), (length + end[0], length - end[1]), 1)
    return cv2.filter2D(pixels, -1, line / line.sum(), borderType=cv2.BORDER_REPLICATE)


def tilt_shift(pixels: Array) -> Array:
    toy = TONED(pixels)
    height, width = pixels.shape[:2]
    away = np.abs((np.arange(height) + 0.5) / height - 0.56) - 0.09
    depth = np.clip(away / 0.22, 0, 1).astype(np.float32)
    result = toy
    for sigma, part in ((8.0, np.clip(2 * depth, 0, 1)), (25.0, np.clip(2 * depth - 1, 0, 1))):
        far = np.repeat(part[:, np.newaxis], width, axis=1)
        result = cv2.blendLinear(small_blur(toy, sigma), result, far, 1 - far)
    return result


def screened(pixels: Array, light: Array, share: float) -> Array:
    lit = ~cv2.multiply(~pixels, ~light, scale=1 / 255)
    return cv2.addWeighted(lit, share, pixels, 1 - share, 0)


def glow(pixels: Array) -> Array:
    light = cv2.LUT(pixels, table(X**1.7))
    side = min(pixels.shape[:2])
    near, far = small_blur(light, side / 70), small_blur(light, side / 18)
    return screened(pixels, cv2.addWeighted(near, 0.6, far, 0.4, 0), 0.45)


def sunset_mood(pixels: Array) -> Array:
    toned = THREE(TONED(pixels))
    light = cv2.transform(cv2.LUT(toned, table(X**3)), np.diag([1.0, 0.72, 0.38]))
    return screened(toned, small_blur(light, min(pixels.shape[:2]) / 18), 0.33)


def vintage(pixels: Array) -> Array:
    return grain(vignette(THREE(TONED(pixels))))


STRAIGHT: dict[str, Straight] = {
    **dict.fromkeys(("brightness", "contrast", "exposure", "invert"), by_table(X**0.8)),
    **dict.fromkeys(("posterize", "solarize"), by_table(np.floor(X * 4) / 4)),
    **dict.fromkeys(("highlights", "shadows", "fade"), both(by_table(X**0.8), TONED)),
    **dict.fromkeys(("saturation", "hue_shift"), TONED),
    **dict.fromkeys(("tint", "cinematic"), both(TONED, THREE)),
    **dict.fromkeys(("sepia", "duotone"), both(gray, THREE)),
    "grayscale": gray,
    "warmth": THREE,
    "night_mood": both(both(TONED, THREE), vignette),
    "white_balance": white_balance,
    "auto_enhance": auto_enhance,
    "vibrance": vibrance,
    "threshold": threshold,
    "clarity": clarity,
    "hdr": hdr,
    "dehaze": dehaze,
    "denoise": denoise,
    "blur": blur,
    "sharpen": sharpen,
    "vignette": vignette,
    "grain": grain,
    "motion_blur": motion_blur,
    "tilt_shift": tilt_shift,
    "glow": glow,
    "sunset_mood": sunset_mood,
    "vintage": vintage,
}
