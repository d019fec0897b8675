"""Which kinds of pictures are read here, in words and in media types."""

from files.heic import IS_READ

_HEIC = ("HEIC",) if IS_READ else ()
_HEIC_TYPES = ("image/heic", "image/heif") if IS_READ else ()

NAMES = ("JPEG", "PNG", "WebP", "GIF", "AVIF", *_HEIC, "TIFF")

ONE_OF = f"{', '.join(NAMES[:-1])} or {NAMES[-1]}"
"""Goes on after "a"."""

MEDIA_TYPES = (
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/gif",
    "image/avif",
    "image/tiff",
    *_HEIC_TYPES,
)
"""For a file input's `accept`. A phone that is not offered HEIC sends a JPEG of its own making."""
