"""The photo of the tests, and how far two pictures are apart."""

import io

import numpy as np
from PIL import Image, ImageOps

WIDTH, HEIGHT = 640, 480


def photo() -> Image.Image:
    """A colourful picture that looks different in each corner."""
    down, across = np.mgrid[0:HEIGHT, 0:WIDTH]
    red = across * 255 // WIDTH
    green = down * 255 // HEIGHT
    blue = np.where((across // 80 + down // 80) % 2 == 0, 220, 40)
    return Image.fromarray(np.dstack([red, green, blue]).astype("uint8"), "RGB")


def photo_bytes(kind: str = "JPEG") -> bytes:
    buffer = io.BytesIO()
    photo().save(buffer, kind, quality=95)
    return buffer.getvalue()


def gray_square() -> Image.Image:
    """What "make it black and white and crop it square" has to make of the photo."""
    side = min(WIDTH, HEIGHT)
    return ImageOps.fit(ImageOps.grayscale(photo()), (side, side))


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def distance(one: Image.Image, other: Image.Image) -> float:
    """The mean absolute difference of two pictures of one size, in levels of 255."""
    assert one.size == other.size
    left = np.asarray(one.convert("RGB"), dtype=np.int16)
    right = np.asarray(other.convert("RGB"), dtype=np.int16)
    return float(np.abs(left - right).mean())


def is_gray(image: Image.Image) -> bool:
    pixels = np.asarray(image.convert("RGB"), dtype=np.int16)
    return int((pixels.max(axis=2) - pixels.min(axis=2)).max()) <= 2
