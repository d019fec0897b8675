"""Palettes by name: ramps from dark to light, and how they change a picture painted without."""

from dataclasses import dataclass, replace

import numpy as np

from .colour import Floats, gradient, linear, linears, mix


@dataclass(frozen=True)
class Palette:
    """`ramp` is in linear light, dark to light, or empty. `tint` is how much of it a picture
    takes on, 0..1; `lift` raises the shadows; the rest are factors around 1."""

    ramp: tuple[Floats, ...] = ()
    tint: float = 0.0
    saturation: float = 1.0
    contrast: float = 1.0
    lift: float = 0.0


def _palette(codes: str, tint: float, **given: float) -> Palette:
    return Palette(tuple(linears(codes)), tint, **given)


PALETTES: dict[str, Palette] = {
    "pastel": _palette(
        "8f86b5 b7a3cf e8b4c8 f7cfc0 f9e6cf fdf6ec", 0.28, saturation=0.8, contrast=0.78, lift=0.24
    ),
    "neon": _palette(
        "07021c 2a0a5e 7a12b8 f0229a ff6ec7 c4f4ff", 0.5, saturation=1.45, contrast=1.15
    ),
    "teal and orange": _palette("051416 0c454d 3f8086 d98f52 ffc78a fff1dd", 0.62, saturation=1.1),
    "black and white": _palette("000000 ffffff", 1.0, contrast=1.12),
    "sepia": _palette("1c110a 5c3f26 a67f55 dcc297 f8eeda", 0.92),
    "vintage": _palette(
        "241a24 5a4a4e a0826a d8bd94 f6ead0", 0.42, saturation=0.75, contrast=0.88, lift=0.1
    ),
    "earthy": _palette("20160f 57402a 8f7048 bfa476 e6d9ba", 0.5, saturation=0.85),
    "autumnal": _palette("24100c 6b2416 b8501e e39a3c f8e2a8", 0.5, saturation=1.05),
    "jewel": _palette("0a0f2e 123c6b 0f7a6c a3246a e3b23c f5e6b8", 0.3, saturation=1.3),
    "candy": _palette("5b2a86 a04fc4 f06fae ff9fb0 ffd6a8 fff5d6", 0.42, saturation=1.2, lift=0.08),
    "icy": _palette("0c1c30 2f5878 7fb0cf c3e2ef f4fcff", 0.55, saturation=0.8),
    "warm": _palette("2a0f16 80322a d0703e f5b469 fff0cf", 0.38),
    "cool": _palette("0b1430 25487a 5a8fb8 a8d0de f0fafa", 0.38),
    "muted": _palette("23262e 565d68 8d908c c0bba8 e8e4d8", 0.3, saturation=0.6, contrast=0.92),
    "vivid": Palette(saturation=1.38, contrast=1.06),
    "dark": _palette("04050c 141a2e 38405c 7f86a0 d0d4e0", 0.2, saturation=0.9, contrast=1.2),
    "tropical": _palette("06283a 0b7285 1fb8a6 ffd166 ff7b54 fff3d6", 0.3, saturation=1.25),
    "rainbow": _palette("5b2be0 2b7de9 20c4a0 f4d03f f2883a ee3f6c", 0.45, saturation=1.2),
}
COLOURS: dict[str, str] = {
    "red": "d62b2b", "crimson": "b0122f", "orange": "f0801f", "amber": "f2a51e",
    "gold": "e0ad34", "yellow": "f5d21f", "lime": "a4d92e", "green": "3b9a46",
    "emerald": "12805c", "olive": "7d8034", "mint": "8fdcbb", "teal": "148a8a",
    "turquoise": "2cc2bd", "cyan": "27c4e8", "blue": "2f6fd6", "navy": "1d2f6f",
    "indigo": "40349c", "violet": "7b4fd0", "purple": "8a37b0", "lavender": "b39ddb",
    "magenta": "d4279c", "pink": "f283ac", "rose": "e5647f", "coral": "ff7d61",
    "peach": "ffb48a", "brown": "7d5030", "beige": "dcc8a4", "cream": "f5e9cf",
    "white": "f5f5f2", "silver": "bcc3cc", "grey": "868b92", "black": "1c1d22",
}  # fmt: skip

PALE = 0.2
"""From this lift on a palette has no dark colours."""
_NIGHT, _PAPER = linear("0b0a12"), linear("fffaf0")


def palette_of(names: tuple[str, ...]) -> Palette | None:
    """The palette of a sketch's names; colours among them make the ramp. "monochrome" tints the
    whole picture with it. Raises KeyError for a name there is none of."""
    named = [PALETTES[name] for name in names if name not in COLOURS and name != "monochrome"]
    colours = [linear(COLOURS[name]) for name in names if name in COLOURS]
    base = named[0] if named else Palette()
    for other in named[1:]:
        base = _joined(base, other)
    if "monochrome" in names:
        colours = colours[:1] or [linear("3f4a5a")]
        return replace(base, ramp=_ramp(colours), tint=1.0)
    if colours:
        tint = 0.5 if len(colours) == 1 else 0.66
        ramp = _pale(colours) if base.lift >= PALE else _ramp(colours)
        return replace(base, ramp=ramp, tint=max(base.tint, tint))
    return base if named else None


def _joined(one: Palette, two: Palette) -> Palette:
    return Palette(
        one.ramp or two.ramp,
        max(one.tint, two.tint),
        one.saturation * two.saturation,
        one.contrast * two.contrast,
        max(one.lift, two.lift),
    )


def _pale(colours: list[Floats]) -> tuple[Floats, ...]:
    """The colours with paper in them, and paper: nothing dark."""
    ordered = sorted(colours, key=lambda colour: float(colour.sum()))
    return (*(mix(colour, _PAPER, 0.3) for colour in ordered), mix(ordered[-1], _PAPER, 0.8))


def _ramp(colours: list[Floats]) -> tuple[Floats, ...]:
    """From night through the colours, the darker ones first, to paper."""
    ordered = sorted(colours, key=lambda colour: float(colour.sum()))
    first, last = ordered[0], ordered[-1]
    middle = ordered if len(ordered) > 1 else [mix(first, first * 0.5, 0.55), first]
    ends = mix(_NIGHT, first * 0.3, 0.55), mix(last, _PAPER, 0.55), mix(last, _PAPER, 0.9)
    return (_NIGHT, ends[0], *middle, *ends[1:])


def resampled(ramp: tuple[Floats, ...], count: int) -> list[Floats]:
    """So many colours, evenly spaced along the ramp."""
    return list(gradient(list(ramp), np.linspace(0, 1, count).astype(np.float32)))
