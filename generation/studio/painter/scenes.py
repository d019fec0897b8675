"""The scenes by name, and what can be said about each."""

from collections.abc import Callable
from dataclasses import dataclass

from .abstract import colours, silk
from .aurora import aurora
from .canyon import canyon
from .city import city
from .coast import beach, ocean
from .country import desert, hills
from .errors import SceneUnknown
from .islands import islands
from .landscapes import lake, mountains, snow
from .meadow import PETALS, meadow
from .pattern import PATTERNS, pattern
from .planet import planet
from .poster import poster
from .space import space
from .stage import Pixels, Stage
from .still_life import bananas
from .tempest import storm
from .woods import forest

LIGHTS = ("dawn", "day", "sunset", "dusk", "night")
SEASONS = ("spring", "summer", "autumn", "winter")


@dataclass(frozen=True)
class Scene:
    """How a scene is painted, in which lights, seasons and kinds; the first season is its own.

    `is_outdoors` scenes have weather. Those with `own_colours` paint with a palette's colours
    themselves instead of being tinted. `shine` is how strongly bright places spill.
    """

    paint: Callable[[Stage], Pixels]
    lights: tuple[str, ...] = LIGHTS
    seasons: tuple[str, ...] = ()
    rare: tuple[str, ...] = ()
    """Lights that the seed never chooses."""
    kinds: tuple[str, ...] = ()
    is_outdoors: bool = True
    own_colours: bool = False
    shine: float = 0.3
    vignette: float = 0.16

    @property
    def usual_lights(self) -> tuple[str, ...]:
        return tuple(light for light in self.lights if light not in self.rare)


GREEN = ("summer", "spring", "autumn", "winter")
NIGHT, DAY = ("night",), ("day",)

TABLE: dict[str, Scene] = {
    "mountains": Scene(mountains, seasons=GREEN),
    "lake": Scene(lake, seasons=GREEN),
    "snow": Scene(snow, seasons=("winter",)),
    "hills": Scene(hills, seasons=GREEN, rare=NIGHT),
    "desert": Scene(desert),
    "canyon": Scene(canyon),
    "forest": Scene(forest, seasons=GREEN),
    "meadow": Scene(
        meadow, seasons=("summer", "spring", "autumn"), kinds=tuple(PETALS), rare=NIGHT
    ),
    "ocean": Scene(ocean),
    "beach": Scene(beach),
    "islands": Scene(islands),
    "storm": Scene(storm, lights=("day", "dusk", "night"), kinds=("sea", "plain")),
    "city": Scene(city),
    "aurora": Scene(aurora, NIGHT, seasons=("winter",), shine=0.4),
    "space": Scene(space, NIGHT, is_outdoors=False, own_colours=True, shine=0.5),
    "planet": Scene(
        planet,
        NIGHT,
        is_outdoors=False,
        own_colours=True,
        shine=0.4,
        kinds=("gas", "earth", "red", "rings"),
    ),
    "abstract": Scene(colours, DAY, is_outdoors=False, own_colours=True, shine=0.1, vignette=0.05),
    "silk": Scene(silk, DAY, is_outdoors=False, own_colours=True, shine=0.1, vignette=0.05),
    "poster": Scene(poster, DAY, is_outdoors=False, own_colours=True, shine=0.0, vignette=0.03),
    "pattern": Scene(
        pattern,
        DAY,
        kinds=tuple(PATTERNS),
        is_outdoors=False,
        own_colours=True,
        shine=0.0,
        vignette=0.0,
    ),
    "bananas": Scene(bananas, DAY, is_outdoors=False, shine=0.15, vignette=0.1),
}

SCENES: tuple[str, ...] = tuple(TABLE)


def scene_named(name: str) -> Scene:
    """Raises SceneUnknown."""
    if name not in TABLE:
        raise SceneUnknown(name, SCENES)
    return TABLE[name]


def lights_of(scene: str) -> tuple[str, ...]:
    """The times of day a scene is painted at. Raises SceneUnknown."""
    return scene_named(scene).lights
