"""Opens pictures from strangers and makes clean ones of them.

Only allow-listed formats are tried (else an EPS named .jpg reaches Ghostscript), sizes are
checked before pixels are decoded, and what is kept is always encoded anew: upright, in sRGB,
without a byte of the original's metadata.
"""

import io
import struct
from dataclasses import dataclass
from typing import IO

from PIL import Image, ImageCms, ImageFile, ImageOps, UnidentifiedImageError

from files.errors import InvalidImage, UnsupportedImage

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "TIFF")
LOSSY = {"JPEG", "MPO", "AVIF"}
MAX_PIXELS = 50_000_000
MAX_FRAMES = 300
MAX_SCANS = 100
"""A real progressive JPEG has about ten scans; each costs a pass over all pixels."""

JPEG_QUALITY = 95
HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
MAGIC = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*", b"RIFF")

# A picture cut short must be an error, not a half-gray picture.
ImageFile.LOAD_TRUNCATED_IMAGES = False
# Pillow raises past twice this, at open; `_check_size` refuses what lies between.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS

DAMAGED = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    struct.error,
    MemoryError,
    OverflowError,
    KeyError,
    TypeError,
    ZeroDivisionError,
)
"""What Pillow's plug-ins raise on broken input."""


@dataclass(frozen=True)
class CleanPicture:
    """A picture we encoded ourselves. Width and height in pixels."""

    data: bytes
    content_type: str
    width: int
    height: int

    def open(self) -> Image.Image:
        """The pixels."""
        with Image.open(io.BytesIO(self.data)) as image:
            image.load()
        return image


def clean_picture(source: IO[bytes]) -> CleanPicture:
    """Decode an uploaded picture and encode it anew.

    Raises UnsupportedImage for what is no picture of an allowed type, InvalidImage for a
    broken or hostile one.
    """
    head = source.read(16)
    source.seek(0)
    if not head:
        raise InvalidImage("This file is empty.")
    if head[4:8] == b"ftyp" and head[8:12] in HEIF_BRANDS:
        raise UnsupportedImage(
            "HEIC pictures cannot be read here yet. Save or share it as a JPEG and try again."
        )
    try:
        with Image.open(source, formats=FORMATS) as opened:
            _check_size(opened)
            _check_scans(opened, source)
            lossy = opened.format in LOSSY or (opened.format == "WEBP" and opened.mode == "RGB")
            opened.seek(0)
            opened.load()
            return encode(to_srgb(ImageOps.exif_transpose(opened)), lossy=lossy)
    except UnidentifiedImageError as error:
        looks_right = head.startswith(MAGIC) or head[4:8] == b"ftyp"
        raise (InvalidImage if looks_right else UnsupportedImage) from error
    except Image.DecompressionBombError as error:
        raise InvalidImage(_too_many_pixels()) from error
    except DAMAGED as error:
        raise InvalidImage from error


def _too_many_pixels() -> str:
    return f"This picture has too many pixels: up to {MAX_PIXELS // 1_000_000} million are taken."


def _check_size(opened: Image.Image) -> None:
    width, height = opened.size
    if width * height > MAX_PIXELS:
        raise InvalidImage(_too_many_pixels())
    if getattr(opened, "is_animated", False) and _has_frame(opened, MAX_FRAMES):
        raise InvalidImage(f"This picture has more than {MAX_FRAMES} frames.")


def _has_frame(opened: Image.Image, index: int) -> bool:
    if opened.format != "GIF":
        return bool(getattr(opened, "n_frames", 1) > index)
    try:
        # Stepping reads only as far as asked; `n_frames` would read a GIF to its end.
        for frame in range(index + 1):
            opened.seek(frame)
    except EOFError:
        return False
    return True


def _check_scans(opened: Image.Image, source: IO[bytes]) -> None:
    if opened.format not in {"JPEG", "MPO"}:
        return
    position = source.tell()
    source.seek(0)
    scans = source.read().count(b"\xff\xda")
    source.seek(position)
    if scans > MAX_SCANS:
        raise InvalidImage("This JPEG is made of too many scans.")


def to_srgb(image: Image.Image) -> Image.Image:
    """Return the picture as 8-bit sRGB: mode L, RGB or RGBA."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I;16"):
        image = (
            image.point(lambda value: value / 256, "L")
            if image.mode == "I;16"
            else (image.convert("I").point(lambda value: value / 256).convert("L"))
        )
    elif image.mode in {"I", "F"}:
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    if image.mode == "CMYK" or (profile and image.mode == "RGB"):
        image = _apply_profile(image, profile)
    target = "RGBA" if has_alpha else "L" if image.mode in {"1", "L"} else "RGB"
    return image if image.mode == target else image.convert(target)


def _apply_profile(image: Image.Image, profile: bytes | None) -> Image.Image:
    if not profile:
        return image.convert("RGB")
    try:
        embedded = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(
            image, embedded, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        # A damaged profile only shifts colours a little; the pixels are sound.
        return image.convert("RGB")
    return converted or image.convert("RGB")


def encode(image: Image.Image, *, lossy: bool) -> CleanPicture:
    """Encode a picture without metadata: JPEG if `lossy` and opaque, else PNG."""
    as_jpeg = lossy and image.mode in {"L", "RGB"}
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    buffer = io.BytesIO()
    if as_jpeg:
        bare.save(buffer, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    else:
        bare.save(buffer, "PNG", compress_level=4)
    kind = "image/jpeg" if as_jpeg else "image/png"
    return CleanPicture(buffer.getvalue(), kind, *image.size)
