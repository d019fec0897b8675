"""Turning a picture without empty corners."""

import math

from PIL import Image
from PIL.Image import Resampling

from generation.studio.operations.base import Size


def turned(image: Image.Image, angle: float) -> Image.Image:
    """Turn clockwise by radians and keep the largest upright frame without empty corners."""
    width, height = inscribed(image.size, angle)
    cos, sin = math.cos(angle), math.sin(angle)
    left = image.width / 2 - (cos * width + sin * height) / 2
    top = image.height / 2 - (cos * height - sin * width) / 2
    return image.transform(
        (width, height),
        Image.Transform.AFFINE,
        (cos, sin, left, -sin, cos, top),
        resample=Resampling.BICUBIC,
    )


def inscribed(size: Size, angle: float) -> Size:
    """The largest upright rectangle in one of `size` that is turned by `angle` radians."""
    long, short = max(size), min(size)
    sin, cos = abs(math.sin(angle)), abs(math.cos(angle))
    if short <= 2 * sin * cos * long or abs(sin - cos) < 1e-9:
        near, far = short / 2 / cos, short / 2 / sin
        width, height = (far, near) if size[0] >= size[1] else (near, far)
    else:
        double = cos * cos - sin * sin
        width = (size[0] * cos - size[1] * sin) / double
        height = (size[1] * cos - size[0] * sin) / double
    return max(1, math.floor(width)), max(1, math.floor(height))
