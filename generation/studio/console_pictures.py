"""Pictures from and to files, for the command line."""

import io
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from generation.studio.errors import StudioError
from generation.studio.normalising import normalised

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "TIFF", "BMP")
"""What is opened: no format that hands the file to another program."""

ENDINGS: dict[str, tuple[str, dict[str, int]]] = {
    ".png": ("PNG", {}),
    ".jpg": ("JPEG", {"quality": 92}),
    ".jpeg": ("JPEG", {"quality": 92}),
    ".webp": ("WEBP", {"quality": 90}),
    ".avif": ("AVIF", {"quality": 80}),
    ".tif": ("TIFF", {}),
    ".tiff": ("TIFF", {}),
    ".gif": ("GIF", {}),
    ".bmp": ("BMP", {}),
}
"""The format a file's name asks for, and how it is written."""


BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
"""The warning is an error where somebody has made it one."""


def read_picture(path: Path) -> Image.Image:
    """The picture upright, as RGB or RGBA in sRGB. Raises StudioError."""
    return normalised(_opened(path))


def read_mask(path: Path, size: tuple[int, int]) -> Image.Image:
    """The mask as 8-bit gray, stretched to `size`. Raises StudioError."""
    mask = _opened(path).convert("L")
    return mask if mask.size == size else mask.resize(size, Image.Resampling.BILINEAR)


def check_target(path: Path) -> None:
    """Before the work, not after it. Raises StudioError."""
    if path.suffix.lower() not in ENDINGS:
        raise StudioError(f"Cannot write {path}: name it .png, .jpg or .webp, for example.")
    if not path.parent.is_dir():
        raise StudioError(f"Cannot write {path}: there is no folder {path.parent}.")


def write_picture(image: Image.Image, path: Path) -> None:
    """In the format its name asks for; JPEG gets white where it was clear. Raises StudioError."""
    kind, options = ENDINGS[path.suffix.lower()]
    if image.mode == "RGBA" and kind in {"JPEG", "BMP"}:
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image).convert("RGB")
    encoded = io.BytesIO()
    try:
        image.save(encoded, kind, **options)
        path.write_bytes(encoded.getvalue())
    except (OSError, ValueError) as error:
        raise StudioError(f"Cannot write {path}: {error}.") from error


def _opened(path: Path) -> Image.Image:
    try:
        image = Image.open(path, formats=FORMATS)
        image.load()
    except UnidentifiedImageError as error:
        raise StudioError(f"{path} is no picture that can be read here.") from error
    except FileNotFoundError as error:
        raise StudioError(f"Cannot read {path}: there is no such file.") from error
    except (OSError, ValueError, SyntaxError, *BOMBS) as error:
        raise StudioError(f"Cannot read {path}: {error}.") from error
    return image
