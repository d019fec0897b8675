"""One picture laid over another."""

from dataclasses import dataclass

from PIL import Image, ImageChops, ImageFilter
from PIL.Image import Resampling

MARGIN = 0.035
"""Free room at the edge, as a part of the shorter side."""

SHADOW = 110
"""How dark the shadow of a bordered picture is at most, of 255."""


@dataclass(frozen=True)
class Spot:
    """Where and how: the anchor in the spare room, the longer side and the border as parts of the
    lower picture's shorter side, the opacity."""

    anchor: tuple[float, float]
    size: float
    border: float
    opacity: float


def mounted(image: Image.Image, upper: Image.Image, spot: Spot) -> Image.Image:
    """`upper` over `image` (RGB or RGBA), whose mode and size it keeps."""
    card, rim = _card(upper, min(image.size), spot)
    corner = _corner(image.size, card.size, spot.anchor)
    result = image.copy()
    if rim:
        shadow, soft = _shadow(card, rim)
        _lay(result, shadow, (corner[0] - soft, corner[1] - soft + rim // 2), spot.opacity)
    _lay(result, card, corner, spot.opacity)
    return result


def _card(upper: Image.Image, shorter: int, spot: Spot) -> tuple[Image.Image, int]:
    """The picture as large as asked, its border included, and the border's width in pixels."""
    rim = max(1, round(spot.border * shorter)) if spot.border else 0
    longest = max(1, round(spot.size * shorter) - 2 * rim)
    scale = longest / max(upper.size)
    size = max(1, round(upper.width * scale)), max(1, round(upper.height * scale))
    small = upper.convert("RGBA").resize(size, Resampling.LANCZOS, reducing_gap=3)
    if not rim:
        return small, 0
    card = Image.new("RGBA", (size[0] + 2 * rim, size[1] + 2 * rim), (255, 255, 255, 255))
    card.alpha_composite(small, (rim, rim))
    return card, rim


def _corner(
    size: tuple[int, int], card: tuple[int, int], anchor: tuple[float, float]
) -> tuple[int, int]:
    left, top = (
        _place(side, length, part, MARGIN * min(size))
        for side, length, part in zip(size, card, anchor, strict=True)
    )
    return left, top


def _place(side: int, length: int, part: float, margin: float) -> int:
    spare = side - length
    kept = max(0.0, min(margin, spare / 2))
    return round(kept + (spare - 2 * kept) * part)


def _shadow(card: Image.Image, rim: int) -> tuple[Image.Image, int]:
    """A soft shadow of the card, and by how much it is larger on each side."""
    softness = max(1.0, rim * 0.8)
    room = round(3 * softness)
    shape = Image.new("L", (card.width + 2 * room, card.height + 2 * room))
    shape.paste(SHADOW, (room, room, room + card.width, room + card.height))
    shadow = Image.new("RGBA", shape.size)
    shadow.putalpha(shape.filter(ImageFilter.GaussianBlur(softness)))
    return shadow, room


def _lay(image: Image.Image, layer: Image.Image, corner: tuple[int, int], opacity: float) -> None:
    """Lay an RGBA layer over the picture in place; what stands out of it is cut off."""
    left, top = max(0, corner[0]), max(0, corner[1])
    right = min(image.width, corner[0] + layer.width)
    bottom = min(image.height, corner[1] + layer.height)
    if right <= left or bottom <= top:
        return
    seen = layer.crop((left - corner[0], top - corner[1], right - corner[0], bottom - corner[1]))
    if opacity < 1:
        faint = Image.new("L", seen.size, round(opacity * 255))
        seen.putalpha(ImageChops.multiply(seen.getchannel("A"), faint))
    if image.mode == "RGBA":
        image.alpha_composite(seen, (left, top))
    else:
        image.paste(seen, (left, top), seen.getchannel("A"))
