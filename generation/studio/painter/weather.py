"""The weathers, and what each does to the light of a time of day."""

from dataclasses import dataclass, replace

import numpy as np

from .colour import mix
from .moods import Colour, Mood


@dataclass(frozen=True)
class Weather:
    """`overcast` is how much of the sky is shut and `mist` how much lies in the air, 0..1;
    `clouds` is added to a scene's own share of them. `sight` is how far one sees and `bright`
    how light it is, as parts of a fair day's. `falling` is rain, snow or nothing.
    """

    name: str
    overcast: float = 0.0
    clouds: float = 0.0
    sight: float = 1.0
    bright: float = 1.0
    mist: float = 0.0
    falling: str = ""
    has_lightning: bool = False


FAIR = Weather("")
WEATHERS: dict[str, Weather] = {
    weather.name: weather
    for weather in (
        FAIR,
        Weather("clear", clouds=-0.4),
        Weather("cloudy", overcast=0.3, clouds=0.2, bright=0.95),
        Weather("fog", overcast=0.45, clouds=-0.3, sight=0.42, bright=1.02, mist=1.0),
        Weather(
            "rain", overcast=0.8, clouds=0.15, sight=0.6, bright=0.72, mist=0.45, falling="rain"
        ),
        Weather("snowfall", overcast=0.75, sight=0.55, bright=0.95, mist=0.4, falling="snow"),
        Weather("storm", overcast=0.95, clouds=0.25, sight=0.8, bright=0.62, has_lightning=True),
    )
}

_LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)
_SLATE = np.array([0.93, 1.0, 1.07], np.float32)


def light_under(mood: Mood, weather: Weather) -> Mood:
    """The mood's light under the weather: greyer, softer, the sun behind the clouds."""
    shut = weather.overcast
    if not shut:
        return mood
    bright = np.float32(weather.bright)
    grey = 0.8 * shut

    def dulled(colour: Colour, factor: float = 1.0) -> Colour:
        level = float((colour * _LUMA).sum())
        return (mix(colour, level * _SLATE, grey) * bright * np.float32(factor)).astype(np.float32)

    level = float(np.mean([(stop * _LUMA).sum() for stop in mood.sky]))
    ceiling = level * _SLATE * np.float32(0.9)
    sky = [mix(dulled(stop), ceiling * bright, 0.55 * shut) for stop in mood.sky]
    return replace(
        mood,
        sky=tuple(sky),
        glow=dulled(mood.glow, 1 - 0.4 * shut),
        disc=dulled(mood.disc),
        cloud_lit=dulled(mood.cloud_lit, 1 - 0.25 * shut),
        cloud_shade=dulled(mood.cloud_shade, 1 - 0.35 * shut),
        haze=dulled(mood.haze),
        direct=dulled(mood.direct, 1 - 0.62 * shut),
        ambient=dulled(mood.ambient, 1 + 0.3 * shut),
        water=dulled(mood.water),
        stars=mood.stars * (1 - shut),
        overcast=shut,
    )
