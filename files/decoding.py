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

from PIL import ExifTags, Image, ImageFile, PngImagePlugin, UnidentifiedImageError

from files.caps import MAX_METADATA, MAX_PIXELS, MAX_TEXT, TOO_MANY_PIXELS, check_caps
from files.colours import is_plain, to_srgb
from files.errors import InvalidImage, UnsupportedImage
from files.heic import NOT_READ, is_heic, read_heic, says_avif

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "TIFF", *read_heic())
LOSSY = {"JPEG", "MPO", "AVIF", "HEIF"}

JPEG_QUALITY = 95
MAGIC = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*")

# A picture cut short must be an error, not a half-gray picture.
ImageFile.LOAD_TRUNCATED_IMAGES = False
# Pillow warns past this and raises past twice this, at open; the warning is an error here.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
PngImagePlugin.MAX_TEXT_CHUNK, PngImagePlugin.MAX_TEXT_MEMORY = MAX_TEXT, MAX_METADATA
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
    if is_heic(data) and "HEIF" not in FORMATS:
        raise UnsupportedImage(NOT_READ)
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            check_caps(opened, data)
            lossy = opened.format in LOSSY or (opened.format == "WEBP" and opened.mode == "RGB")
            opened.load()
            return encode(to_srgb(_upright(opened)), lossy=lossy)
    except UnidentifiedImageError as error:
        raise (InvalidImage if _looks_right(data) else UnsupportedImage) from error
    except BOMBS as error:
        raise InvalidImage(TOO_MANY_PIXELS) from error
    except DAMAGED as error:
        raise InvalidImage from error


def _looks_right(data: bytes) -> bool:
    """Whether this starts as an allowed type does, so that it is broken rather than foreign."""
    is_webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    is_avif = data[4:8] == b"ftyp" and (data[8:12] in {b"avif", b"avis"} or says_avif(data))
    return data.startswith(MAGIC) or is_webp or is_avif or is_heic(data)


KINDS = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))


def kind_of(data: bytes) -> str:
    """The content type that the bytes begin as: of the three that are kept as they came, or ""."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for start, kind in KINDS if data.startswith(start)), "")


def _upright(image: Image.Image) -> Image.Image:
    try:
        turn = TURNS.get(image.getexif().get(ExifTags.Base.Orientation))
    except DAMAGED:
        # Broken notes about a sound picture are no reason to refuse it.
        return image
    return image if turn is None else image.transpose(turn)


def read_plain(stored: IO[bytes]) -> Image.Image:
    """The pixels of a stored picture: upright, 8-bit sRGB of mode L, RGB or RGBA. What we encode is
    that already; a vendor's picture, kept to the byte, may be anything."""
    with Image.open(stored) as image:
        image.load()
    upright = _upright(image)
    is_known = is_plain(upright) and "icc_profile" not in upright.info
    plain = upright if is_known else to_srgb(upright)
    # Notes that no longer hold: it would be turned once more.
    plain.info = {}
    return plain


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
