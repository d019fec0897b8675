"""Words of feeling as what a camera and a darkroom do about them."""

from dataclasses import dataclass
from functools import reduce


@dataclass(frozen=True)
class Feeling:
    """Factors around 1 (`contrast`, `saturation`, `bright`), and amounts around 0: `warmth`
    (cold is negative), `bloom`, `vignette`, `mist`, `clouds`, `lift` of the shadows."""

    contrast: float = 1.0
    saturation: float = 1.0
    bright: float = 1.0
    warmth: float = 0.0
    bloom: float = 0.0
    vignette: float = 0.0
    mist: float = 0.0
    clouds: float = 0.0
    lift: float = 0.0


FEELINGS: dict[str, Feeling] = {
    "calm": Feeling(contrast=0.88, saturation=0.88, clouds=-0.16, mist=0.15, lift=0.03),
    "dramatic": Feeling(contrast=1.34, saturation=1.08, bright=0.94, vignette=0.22, clouds=0.16),
    "dreamy": Feeling(contrast=0.84, saturation=0.95, bloom=0.55, mist=0.3, lift=0.07, warmth=0.03),
    "gloomy": Feeling(
        contrast=0.96,
        saturation=0.48,
        bright=0.76,
        warmth=-0.06,
        vignette=0.2,
        clouds=0.3,
        mist=0.3,
    ),
    "cheerful": Feeling(contrast=1.04, saturation=1.26, bright=1.1, warmth=0.04, clouds=-0.06),
    "mysterious": Feeling(
        contrast=1.08, saturation=0.72, bright=0.8, warmth=-0.1, mist=0.6, vignette=0.3
    ),
    "cosy": Feeling(saturation=1.05, warmth=0.14, bloom=0.15, vignette=0.12),
    "cold": Feeling(saturation=0.82, warmth=-0.16),
    "romantic": Feeling(contrast=0.92, warmth=0.09, bloom=0.3, lift=0.04, saturation=1.04),
    "lonely": Feeling(contrast=0.95, saturation=0.66, warmth=-0.05, mist=0.3, bright=0.94),
    "majestic": Feeling(contrast=1.2, saturation=1.1, clouds=0.06, vignette=0.1),
    "bright": Feeling(bright=1.16, contrast=1.02),
    "dark": Feeling(bright=0.7, contrast=1.1, vignette=0.16),
}

LOOKS: tuple[Feeling, ...] = (
    Feeling(),
    Feeling(warmth=0.07, saturation=1.08, contrast=1.04),
    Feeling(warmth=-0.06, contrast=1.1, saturation=0.94),
    Feeling(lift=0.05, contrast=0.92, saturation=0.86, warmth=0.03),
)
"""What tells variations apart where no words say otherwise."""


def feeling_of(names: tuple[str, ...]) -> Feeling:
    """All of them at once. Raises KeyError for a name there is none of."""
    return reduce(together, (FEELINGS[name] for name in names), Feeling())


def together(one: Feeling, two: Feeling) -> Feeling:
    return Feeling(
        contrast=one.contrast * two.contrast,
        saturation=one.saturation * two.saturation,
        bright=one.bright * two.bright,
        warmth=one.warmth + two.warmth,
        bloom=one.bloom + two.bloom,
        vignette=one.vignette + two.vignette,
        mist=min(1.0, one.mist + two.mist),
        clouds=one.clouds + two.clouds,
        lift=one.lift + two.lift,
    )
