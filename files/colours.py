"""Brings pictures of every depth and colour space to 8-bit sRGB."""

import io

from PIL import Image, ImageCms

DEEP_MODES = {"I", "F"}
SIXTEEN_BIT = 65_536
PLAIN_MODES = frozenset({"L", "RGB", "RGBA"})


def is_plain(image: Image.Image) -> bool:
    """Whether its pixels are 8-bit gray or RGB; a profile may say of which colours."""
    return image.mode in PLAIN_MODES and "transparency" not in image.info


def to_srgb(image: Image.Image) -> Image.Image:
    """Return the picture as 8-bit sRGB: mode L, RGB or RGBA."""
    if image.mode in DEEP_MODES or image.mode.startswith("I;16"):
        return _to_eight_bit(image)
    profile: bytes | None = image.info.get("icc_profile")
    alpha = _alpha(image)
    is_gray = image.mode in {"1", "L", "LA"}
    if is_gray and alpha is None:
        return image.convert("L")
    opaque = image if image.mode in {"RGB", "CMYK"} else image.convert("RGBA").convert("RGB")
    opaque = _apply_profile(opaque, profile) if profile and not is_gray else opaque
    opaque = opaque.convert("RGB")
    if alpha is not None:
        opaque.putalpha(alpha)
    return opaque


def _to_eight_bit(image: Image.Image) -> Image.Image:
    """Gray of 16 bits or more as 8-bit gray; real numbers are taken to run from 0 to 1."""
    if image.mode == "F":
        return image.point(lambda value: value * 255).convert("L")
    return image.convert("I").point(lambda value: value * (256 / SIXTEEN_BIT)).convert("L")


def _alpha(image: Image.Image) -> Image.Image | None:
    if "A" in image.getbands() or "transparency" in image.info:
        return image.convert("RGBA").getchannel("A")
    return None


def _apply_profile(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        embedded = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(image, embedded, target, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        # A damaged profile only shifts colours a little; the pixels are sound.
        return image
    return converted or image
