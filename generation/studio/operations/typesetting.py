"""Setting a text: the typeface, lines of even length, a size that fits.

The typeface is Inter (SIL Open Font License) from the package fontpkg-inter: Latin, Greek and
Cyrillic, in any weight. Pillow's own has no accented letters.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO

from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont

WEIGHT = 650
SMALLEST = 8
"""The smallest type, in pixels; what still does not fit at this size is cut by the frame."""

SHRINK = 0.88
LINE_HEIGHT = 1.22
"""Distance of baselines, in sizes of the type."""

NOT_DEFINED = "\uf8f8"
"""A private character no typeface draws: it shows what "no such letter" looks like."""


@dataclass(frozen=True)
class Block:
    """Lines set in one size; width and height in pixels, without any margin."""

    lines: tuple[str, ...]
    font: FreeTypeFont
    width: float
    height: float

    @property
    def size(self) -> float:
        return self.font.size


def set_block(text: str, *, size: float, width: float, height: float) -> Block:
    """Wrap `text` to `width`, in the largest type up to `size` whose block fits `height`."""
    while True:
        font = typeface(max(SMALLEST, round(size)))
        lines = tuple(line for part in text.split("\n") for line in _wrap(part, font, width))
        tall = len(lines) * font.size * LINE_HEIGHT
        wide = max(font.getlength(line) for line in lines)
        if (tall <= height and wide <= width) or font.size <= SMALLEST:
            return Block(lines, font, wide, tall)
        size *= SHRINK


def printable(text: str) -> tuple[str, str]:
    """What the typeface can set of `text`, and the characters it has no letters for."""
    missing = "".join(dict.fromkeys(character for character in text if not _has(character)))
    kept = "".join(character for character in text if character not in missing)
    return "\n".join(" ".join(line.split()) for line in kept.split("\n")).strip(), missing


@lru_cache(maxsize=64)
def typeface(size: int) -> FreeTypeFont:
    """Inter, semibold, at a size in pixels."""
    font = ImageFont.truetype(BytesIO(_font_file()), size)
    font.set_variation_by_axes([min(32, max(14, size)), WEIGHT])
    return font


@cache
def _font_file() -> bytes:
    return files("fontpkg_inter").joinpath("files", "Inter[opsz,wght].ttf").read_bytes()


@lru_cache(maxsize=4096)
def _has(character: str) -> bool:
    if character in "\n ":
        return True
    font = typeface(24)
    return bytes(font.getmask(character)) != bytes(font.getmask(NOT_DEFINED))


def _wrap(text: str, font: FreeTypeFont, width: float) -> list[str]:
    """As few lines as possible, then as even as possible."""
    lines = _fill(text, font, width)
    if len(lines) < 2:
        return lines
    low, high = width / len(lines), width
    while high - low > font.size / 4:
        middle = (low + high) / 2
        if len(_fill(text, font, middle)) <= len(lines):
            high = middle
        else:
            low = middle
    return _fill(text, font, high)


def _fill(text: str, font: FreeTypeFont, width: float) -> list[str]:
    """Lines filled from the left; a word that is too long for a line is broken."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width:
            lines[-1] = longer
            continue
        pieces = _broken(word, font, width)
        lines[-1:] = [lines[-1], *pieces] if lines[-1] else pieces
    return lines


def _broken(word: str, font: FreeTypeFont, width: float) -> list[str]:
    pieces = [""]
    for character in word:
        if pieces[-1] and font.getlength(pieces[-1] + character) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces
