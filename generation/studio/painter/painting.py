"""From a sketch and a seed to a finished picture."""

import zlib
from collections.abc import Callable
from typing import TypeVar

import numpy as np
from PIL import Image

from .errors import SizeInvalid, WordUnknown
from .falling import weathered
from .feelings import FEELINGS, LOOKS, feeling_of, together
from .finish import bloom, develop
from .moods import MOODS
from .palettes import COLOURS, PALETTES, Palette, palette_of
from .scenes import Scene, scene_named
from .sketch import Sketch
from .stage import Frame, Stage
from .styles import STYLES
from .weather import FAIR, WEATHERS, light_under

SMALLEST, LARGEST, LONGEST = 16, 3072, 10
# Painted larger and shrunk, the edges come out smooth; past the limit the time would not be worth
# it, and the finished picture is enlarged instead.
OVERSAMPLING = 1.35
MOST_PIXELS = 2_200_000
LEAST_SIDE = 240


Option = TypeVar("Option")


def _nobody(layer: str) -> None:
    """Nobody waits for this picture."""


def paint(
    subject: Sketch | str,
    *,
    seed: int,
    width: int,
    height: int,
    variation: int = 0,
    on_layer: Callable[[str], None] = _nobody,
) -> Image.Image:
    """An RGB picture of width × height pixels; the same for the same arguments.

    `subject` is a sketch or the name of a scene. Variations (0, 1, 2, …) of one seed differ in
    composition and, where the sketch leaves it open, in light and colours. One seed gives one
    composition at sizes of one shape. `on_layer` is told what is painted next.
    Raises SceneUnknown, WordUnknown, SizeInvalid, and what `on_layer` raises.
    """
    sketch = Sketch(subject) if isinstance(subject, str) else subject
    scene = scene_named(sketch.scene)
    _check_words(sketch, scene)
    _check_size(width, height)
    stage = _set_stage(
        sketch, seed, variation, frame=_working_frame(width, height), on_layer=on_layer
    )
    pixels = scene.paint(stage)
    if scene.is_outdoors:
        pixels = weathered(stage, pixels)
    on_layer("Adding light")
    pixels = bloom(pixels, scene.shine + stage.feeling.bloom, 0.03, 0.75 - stage.feeling.bloom / 3)
    shown = develop(
        pixels,
        (width, height),
        stage.chance,
        palette=_tint(stage.palette, scene),
        feeling=stage.feeling,
        vignette=scene.vignette + stage.feeling.vignette,
        grain=0.0 if sketch.style else 0.006,
    )
    if sketch.style:
        on_layer("Working in the style")
        shown = STYLES[sketch.style](shown, stage.chance)
    return Image.fromarray(shown)


def light_of(sketch: Sketch, *, seed: int, variation: int = 0) -> str:
    """The light a variation is painted in, or nothing where a scene has only one."""
    scene = scene_named(sketch.scene)
    if len(scene.lights) == 1:
        return ""
    return sketch.light or _turn(_chance(sketch.scene, seed, 0), scene.usual_lights, variation)


def _set_stage(
    sketch: Sketch,
    seed: int,
    variation: int,
    *,
    frame: Frame,
    on_layer: Callable[[str], None],
) -> Stage:
    scene = scene_named(sketch.scene)
    chance, deal = (_chance(sketch.scene, seed, part) for part in (variation + 1, 0))
    drawn = _turn(deal, scene.usual_lights, variation)
    look = _turn(deal, LOOKS, variation)
    weather = WEATHERS[sketch.weather] if scene.is_outdoors else FAIR
    feeling = feeling_of(sketch.feelings)
    if not (sketch.feelings or sketch.palette or scene.own_colours):
        feeling = together(feeling, look)
    return Stage(
        frame,
        light_under(MOODS[sketch.light or drawn], weather),
        chance,
        deal,
        variation,
        weather=weather,
        season=sketch.season or (scene.seasons[0] if scene.seasons else ""),
        kind=sketch.kind,
        palette=palette_of(sketch.palette),
        feeling=feeling,
        on_layer=on_layer,
    )


def _turn(deal: np.random.Generator, options: tuple[Option, ...], variation: int) -> Option:
    """Another option for each variation, as long as there are."""
    return options[int(deal.permutation(len(options))[variation % len(options)])]


def _tint(palette: Palette | None, scene: Scene) -> Palette | None:
    """What is left for the palette to do once a scene has painted with its colours."""
    if palette is None or not scene.own_colours or palette.tint == 1:
        return palette
    return Palette((), 0.0, palette.saturation**0.5, (1 + palette.contrast) / 2, palette.lift / 3)


def _chance(scene: str, seed: int, part: int) -> np.random.Generator:
    name = zlib.crc32(scene.encode())
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed % 2**64, name, part])))


def _check_words(sketch: Sketch, scene: Scene) -> None:
    for kind, word, known in (
        ("light", sketch.light, scene.lights),
        ("season", sketch.season, scene.seasons),
        ("kind", sketch.kind, scene.kinds),
        ("weather", sketch.weather, tuple(WEATHERS) if scene.is_outdoors else ()),
        ("style", sketch.style, tuple(STYLES)),
        *(("palette", name, (*PALETTES, *COLOURS, "monochrome")) for name in sketch.palette),
        *(("feeling", name, tuple(FEELINGS)) for name in sketch.feelings),
    ):
        if word and word not in known:
            raise WordUnknown(kind, word, tuple(known))


def _check_size(width: int, height: int) -> None:
    short, long = min(width, height), max(width, height)
    if short < SMALLEST or long > LARGEST or long > short * LONGEST:
        raise SizeInvalid(width, height, SMALLEST, LARGEST, LONGEST)


def _working_frame(width: int, height: int) -> Frame:
    scale = max(OVERSAMPLING, LEAST_SIDE / min(width, height))
    scale = min(scale, (MOST_PIXELS / (width * height)) ** 0.5)
    return Frame(round(width * scale), round(height * scale))
