"""Makes clean pictures of what strangers send. Knows neither Django nor storage.

Only allow-listed formats are tried (else an EPS named .jpg reaches Ghostscript), sizes are
checked before pixels are decoded, and what is kept is always encoded anew: upright, in sRGB,
without a byte of the original's metadata.
"""

import io
import struct
import warnings
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from PIL import ExifTags, Image, ImageFile, UnidentifiedImageError

from files.colours import to_srgb
from files.errors import InvalidImage, UnsupportedImage
from files.gif import count_frames

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "TIFF")
LOSSY = {"JPEG", "MPO", "AVIF"}
MAX_PIXELS = 50_000_000
MAX_SIDE = 65_500
"""The longest side in pixels that a JPEG can have."""

MAX_FRAMES = 300
MAX_SCANS = 100
MAX_SCANNED_PIXELS = 12 * MAX_PIXELS
"""A real progressive JPEG has about ten scans; each costs a pass over all pixels."""

JPEG_QUALITY = 95
HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
MAGIC = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*")

# A picture cut short must be an error, not a half-gray picture.
ImageFile.LOAD_TRUNCATED_IMAGES = False
# Pillow warns past this and raises past twice this, at open; the warning is an error here.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)

BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
DAMAGED = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    struct.error,
    zlib.error,
    MemoryError,
    RuntimeError,
    OverflowError,
    KeyError,
    TypeError,
    AttributeError,
    AssertionError,
    ZeroDivisionError,
)
"""What Pillow's plug-ins raise on broken input."""

TURNS: dict[Any, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture upright, by its EXIF orientation."""


@dataclass(frozen=True)
class CleanPicture:
    """A picture we encoded ourselves. Width and height in pixels."""

    data: bytes
    content_type: str
    width: int
    height: int
    provenance: Mapping[str, Any] = field(default_factory=dict)
    """What the bytes say of how they were made (files/provenance/)."""

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
    data = source.read()
    if not data:
        raise InvalidImage("This file is empty.")
    if data[4:8] == b"ftyp" and data[8:12] in HEIF_BRANDS and not _is_avif(data):
        raise UnsupportedImage(
            "HEIC pictures cannot be read here yet. Save or share it as a JPEG and try again."
        )
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            _check_size(opened)
            _check_frames(opened, data)
            _check_scans(opened, data)
            lossy = opened.format in LOSSY or (opened.format == "WEBP" and opened.mode == "RGB")
            opened.load()
            return encode(to_srgb(_upright(opened)), lossy=lossy)
    except UnidentifiedImageError as error:
        raise (InvalidImage if _looks_right(data) else UnsupportedImage) from error
    except BOMBS as error:
        raise InvalidImage(_too_many_pixels()) from error
    except DAMAGED as error:
        raise InvalidImage from error


def _is_avif(data: bytes) -> bool:
    """Whether a file of the general HEIF brand says that AVIF decoders can read it."""
    box_size = int.from_bytes(data[:4], "big")
    return b"avif" in data[16 : min(box_size, 128)]


def _looks_right(data: bytes) -> bool:
    """Whether this starts as an allowed type does, so that it is broken rather than foreign."""
    is_webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    is_avif = data[4:8] == b"ftyp" and (data[8:12] in {b"avif", b"avis"} or _is_avif(data))
    return data.startswith(MAGIC) or is_webp or is_avif


def _too_many_pixels() -> str:
    return f"This picture has too many pixels: up to {MAX_PIXELS // 1_000_000} million are taken."


def _check_size(opened: Image.Image) -> None:
    width, height = opened.size
    if width * height > MAX_PIXELS:
        raise InvalidImage(_too_many_pixels())
    if max(width, height) > MAX_SIDE:
        raise InvalidImage(f"This picture is too long: a side may have {MAX_SIDE} pixels.")


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


def _upright(image: Image.Image) -> Image.Image:
    try:
        turn = TURNS.get(image.getexif().get(ExifTags.Base.Orientation))
    except DAMAGED:
        # Broken notes about a sound picture are no reason to refuse it.
        return image
    return image if turn is None else image.transpose(turn)


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
