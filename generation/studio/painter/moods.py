"""Times of day: what light each scene is painted in, in fair weather."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .colour import linears

Colour = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Mood:
    """The light of a picture. Colours in linear light; `direct` and `ambient` are strengths too.

    `sky` runs from the zenith to the horizon. `sun` is how high the sun stands, 0 at the horizon
    and 1 at the zenith. `stars` is how many stars are out and `overcast`
    how much of the sky is shut, 0..1.
    """

    name: str
    sky: tuple[Colour, ...]
    glow: Colour
    disc: Colour
    cloud_lit: Colour
    cloud_shade: Colour
    haze: Colour
    direct: Colour
    ambient: Colour
    water: Colour
    sun: float
    stars: float = 0.0
    is_moonlit: bool = False
    overcast: float = 0.0


def _mood(
    name: str,
    *,
    sky: str,
    light: str,
    air: str,
    strengths: tuple[float, float],
    sun: float,
    stars: float = 0.0,
    is_moonlit: bool = False,
    overcast: float = 0.0,
) -> Mood:
    """`light` is glow, disc, direct, ambient; `air` is lit cloud, shaded cloud, haze, water."""
    halo, disc, direct, ambient = linears(light)
    cloud_lit, cloud_shade, haze, water = linears(air)
    return Mood(
        name=name,
        sky=tuple(linears(sky)),
        glow=halo,
        disc=disc,
        cloud_lit=cloud_lit,
        cloud_shade=cloud_shade,
        haze=haze,
        water=water,
        direct=direct * np.float32(strengths[0]),
        ambient=ambient * np.float32(strengths[1]),
        sun=sun,
        stars=stars,
        is_moonlit=is_moonlit,
        overcast=overcast,
    )


MOODS: dict[str, Mood] = {
    mood.name: mood
    for mood in (
        _mood(
            "dawn",
            sky="5b7fb5 8aa6cf c9c3d6 f4d3c4 ffdcb0",
            light="ffc890 fff0d0 ffd2a0 9fb4dc",
            air="fff0e2 b3a6bf e6cfd0 4a6a8c",
            strengths=(1.5, 0.62),
            sun=0.16,
        ),
        _mood(
            "day",
            sky="2f6fc0 4f8fd6 7db2e6 aed3f0 d6e9f4",
            light="fff4d8 fffbe8 fff1d6 a9ccf2",
            air="ffffff b4c4d8 c4dcee 1c5a80",
            strengths=(1.75, 0.62),
            sun=0.62,
        ),
        _mood(
            "sunset",
            sky="34406f 6d5a8c c4738a f59a6a ffc861",
            light="ff9c48 fff0c0 ffb070 8d86b8",
            air="ffc08a 7d5878 d48e72 5a4a70",
            strengths=(1.9, 0.55),
            sun=0.1,
        ),
        _mood(
            "dusk",
            sky="101a40 263a72 56639c a98aa4 f0b093",
            light="ff9a70 ffdcb8 cf9a98 6a7cb8",
            air="d99a96 3b4068 7f7a9c 27355f",
            strengths=(0.8, 0.5),
            sun=0.03,
            stars=0.35,
        ),
        _mood(
            "night",
            sky="050a1c 0a1430 122247 1f3762 35527c",
            light="a8c4f0 f4f6ff a9c2f0 3c5488",
            air="54688f 131d38 22375c 0c1a34",
            strengths=(0.5, 0.3),
            sun=0.5,
            stars=1.0,
            is_moonlit=True,
        ),
    )
}
