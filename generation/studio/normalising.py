"""Any picture as the engine works on it: upright 8-bit sRGB, with an alpha channel or without."""

import io

import numpy as np
from PIL import Image, ImageCms, ImageOps

ORIENTATION = 0x0112
"""The EXIF tag that says which side is up (Exif 2.32, 4.6.4)."""

TRANSPARENT_MODES = frozenset({"RGBA", "LA", "PA", "La", "RGBa"})
DEEP_MODES = frozenset({"I", "I;16", "I;16L", "I;16B", "I;16N", "F"})
PROFILED_MODES = frozenset({"RGB", "RGBA", "CMYK", "L"})
"""Modes whose colours a profile can be converted from; the alpha is set aside first."""


def normalised(image: Image.Image) -> Image.Image:
    """The picture as RGB, or RGBA where it has transparency; `image` itself if it is that already.

    Turned upright as its EXIF says, its colour profile converted to sRGB (a broken one is
    overlooked), 16-bit and floating-point gray brought to 8 bits.
    """
    upright = _upright(image)
    if upright.mode in DEEP_MODES:
        return _shallow(upright).convert("RGB")
    managed = _in_srgb(upright)
    if managed.mode in {"RGB", "RGBA"} and "transparency" not in managed.info:
        return managed
    if managed.mode in TRANSPARENT_MODES or "transparency" in managed.info:
        # Pillow converts premultiplied gray only by way of plain gray.
        return (managed.convert("LA") if managed.mode == "La" else managed).convert("RGBA")
    return managed.convert("RGB")


def _upright(image: Image.Image) -> Image.Image:
    if image.getexif().get(ORIENTATION, 1) in range(2, 9):
        return ImageOps.exif_transpose(image)
    return image


def _shallow(image: Image.Image) -> Image.Image:
    """Deep gray as 8 bits. Integers are taken as 16-bit where they pass 255; floats up to 1 as
    parts of white."""
    levels = np.nan_to_num(np.asarray(image, dtype=np.float32))
    highest = float(levels.max(initial=0))
    if image.mode == "F":
        scale = 255.0 if highest <= 1 else 1.0
    else:
        scale = 1.0 if image.mode == "I" and highest <= 255 else 255 / 65535
    return Image.fromarray(np.clip(np.rint(levels * scale), 0, 255).astype(np.uint8))


def _in_srgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if not isinstance(profile, bytes) or image.mode not in PROFILED_MODES:
        return image
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    try:
        converted = ImageCms.profileToProfile(
            image.convert("RGB") if alpha else image,
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGB",
        )
    except (ImageCms.PyCMSError, OSError):
        return image
    if converted is None:
        return image
    if alpha:
        converted.putalpha(alpha)
    converted.info.pop("icc_profile", None)
    return converted
