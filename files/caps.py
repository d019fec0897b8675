"""How much a picture from a stranger may be, told before its pixels are decoded."""

from PIL import Image

from files.errors import InvalidImage
from files.gif import count_frames

MAX_PIXELS = 50_000_000
MAX_SIDE = 65_500
"""The longest side in pixels that a JPEG can have."""

MAX_FRAMES = 300
MAX_SCANS = 100
MAX_SCANNED_PIXELS = 12 * MAX_PIXELS
"""A real progressive JPEG has about ten scans; each costs a pass over all pixels."""

MAX_METADATA = 8 * 1024 * 1024
"""Bytes of profiles, notes and comments, unpacked. Real ones stay below a megabyte, but for the
few cameras that note a map of depth."""

MAX_TEXT = 1024 * 1024
"""Bytes that one text or profile of a PNG may unpack to."""

TOO_MANY_PIXELS = (
    f"This picture has too many pixels: up to {MAX_PIXELS // 1_000_000} million are taken."
)


def check_caps(opened: Image.Image, data: bytes) -> None:
    """Raises InvalidImage where a picture that Pillow has opened, and not loaded, is too much."""
    _check_size(opened)
    _check_metadata(opened)
    _check_frames(opened, data)
    _check_scans(opened, data)


def _check_size(opened: Image.Image) -> None:
    width, height = opened.size
    if width * height > MAX_PIXELS:
        raise InvalidImage(TOO_MANY_PIXELS)
    if max(width, height) > MAX_SIDE:
        raise InvalidImage(f"This picture is too long: a side may have {MAX_SIDE} pixels.")


def _check_metadata(opened: Image.Image) -> None:
    """What Pillow found beside the pixels; it stops unpacking a PNG's at caps of its own."""
    found = sum(len(value) for value in opened.info.values() if isinstance(value, bytes | str))
    found += sum(len(segment) for _, segment in getattr(opened, "applist", ()))
    if found > MAX_METADATA:
        raise InvalidImage("This picture carries too much data beside its pixels.")


def _check_frames(opened: Image.Image, data: bytes) -> None:
    if _frames(opened, data) > MAX_FRAMES:
        raise InvalidImage(f"This picture has more than {MAX_FRAMES} frames.")


def _frames(opened: Image.Image, data: bytes) -> int:
    """How many frames, exact up to one more than is allowed."""
    if opened.format == "GIF":
        return count_frames(data, stop=MAX_FRAMES + 1)
    if opened.format != "TIFF":
        # These say so in their headers.
        return int(getattr(opened, "n_frames", 1))
    try:
        # `n_frames` would walk a chain of a million empty pages to its end.
        opened.seek(MAX_FRAMES)
    except EOFError:
        return MAX_FRAMES
    finally:
        opened.seek(0)
    return MAX_FRAMES + 1


def _check_scans(opened: Image.Image, data: bytes) -> None:
    if opened.format not in {"JPEG", "MPO"}:
        return
    scans = data.count(b"\xff\xda")
    if scans > MAX_SCANS or scans * opened.width * opened.height > MAX_SCANNED_PIXELS:
        raise InvalidImage("This JPEG is made of too many scans.")
