"""The scenes by name, and the painter itself."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image

from .abstract import colours, silk
from .aurora import aurora
from .city import city
from .coast import beach, ocean
from .country import desert, hills
from .errors import MoodUnknown, SceneUnknown, SizeInvalid
from .finish import bloom, develop
from .landscapes import lake, mountains, snow
from .meadow import flowers
from .moods import MOODS
from .planet import planet
from .poster import poster
from .space import space
from .stage import Frame, Pixels, Stage
from .still_life import bananas
from .woods import forest

SMALLEST, LARGEST, LONGEST = 16, 3072, 8
# Painted larger and shrunk, the edges come out smooth; past the limit the time would not be worth
# it, and the finished picture is enlarged instead.
OVERSAMPLING = 1.35
MOST_PIXELS = 2_200_000
LEAST_SIDE = 240


@dataclass(frozen=True)
class Scene:
    """How a scene is painted, in which moods, and how strongly it shines."""

    paint: Callable[[Stage], Pixels]
    moods: tuple[str, ...]
    shine: float = 0.3
    vignette: float = 0.16


OUTDOORS = ("dawn", "day", "sunset", "dusk", "night", "storm")
ONLY_ASKED_FOR = ("storm",)
BY_SUN = ("dawn", "day", "sunset")

_TABLE: dict[str, Scene] = {
    "mountains": Scene(mountains, OUTDOORS),
    "lake": Scene(lake, OUTDOORS),
    "snow": Scene(snow, OUTDOORS),
    "hills": Scene(hills, (*BY_SUN, "storm")),
    "desert": Scene(desert, (*BY_SUN, "dusk", "night")),
    "forest": Scene(forest, OUTDOORS),
    "flowers": Scene(flowers, (*BY_SUN, "dusk")),
    "ocean": Scene(ocean, OUTDOORS),
    "beach": Scene(beach, (*BY_SUN, "dusk", "night")),
    "city": Scene(city, OUTDOORS),
    "aurora": Scene(aurora, ("night",), 0.4),
    "space": Scene(space, ("night",), 0.5),
    "planet": Scene(planet, ("night",), 0.4),
    "abstract": Scene(colours, ("day",), 0.1, 0.05),
    "silk": Scene(silk, ("day",), 0.1, 0.05),
    "poster": Scene(poster, ("day",), 0.0, 0.03),
    "bananas": Scene(bananas, ("day",), 0.15, 0.1),
}

SCENES: tuple[str, ...] = tuple(_TABLE)


def moods_of(scene: str) -> tuple[str, ...]:
    """The moods a scene is painted in. Raises SceneUnknown."""
    if scene not in _TABLE:
        raise SceneUnknown(scene, SCENES)
    return _TABLE[scene].moods


def paint(scene: str, *, seed: int, width: int, height: int, mood: str = "") -> Image.Image:
    """An RGB picture of width × height pixels; the same for the same arguments.

    Without a mood the seed chooses one, never foul weather. One seed gives one composition at
    sizes of one shape.
    Raises SceneUnknown, MoodUnknown, SizeInvalid.
    """
    moods = moods_of(scene)
    if mood and mood not in moods:
        raise MoodUnknown(mood, moods)
    _check_size(width, height)
    subject = _TABLE[scene]
    chance = _chance(scene, seed)
    fair = [name for name in moods if name not in ONLY_ASKED_FOR]
    drawn = fair[int(chance.integers(len(fair)))]
    stage = Stage(_working_frame(width, height), MOODS[mood or drawn], chance)
    pixels = bloom(subject.paint(stage), subject.shine, 0.03)
    finished = develop(pixels, (width, height), chance, vignette=subject.vignette)
    return Image.fromarray(finished)


def _chance(scene: str, seed: int) -> np.random.Generator:
    name = zlib.crc32(scene.encode())
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed % 2**64, name])))


def _check_size(width: int, height: int) -> None:
    short, long = min(width, height), max(width, height)
    if short < SMALLEST or long > LARGEST or long > short * LONGEST:
        raise SizeInvalid(width, height, SMALLEST, LARGEST, LONGEST)


def _working_frame(width: int, height: int) -> Frame:
    scale = max(OVERSAMPLING, LEAST_SIDE / min(width, height))
    scale = min(scale, (MOST_PIXELS / (width * height)) ** 0.5)
    return Frame(round(width * scale), round(height * scale))
