"""Every word the painter knows does something that can be seen."""

from functools import cache

import numpy as np
import pytest
from PIL import Image

from generation.studio.painter import SCENES, STYLES, Sketch, paint
from generation.studio.painter.feelings import FEELINGS
from generation.studio.painter.palettes import COLOURS, PALETTES
from generation.studio.painter.scenes import TABLE
from generation.studio.painter.weather import WEATHERS


def small(sketch: Sketch) -> Image.Image:
    return paint(sketch, seed=5, width=120, height=80)


def apart(one: Image.Image, two: Image.Image) -> float:
    """Mean levels of 255."""
    return float(np.abs(np.asarray(one, np.int16) - np.asarray(two, np.int16)).mean())


@cache
def plain(scene: str, light: str) -> Image.Image:
    return small(Sketch(scene, light=light))


@pytest.mark.parametrize("weather", [name for name in WEATHERS if name])
@pytest.mark.parametrize("scene", ["beach", "city", "ocean"])
def test_weather_shows(scene: str, weather: str) -> None:
    shown = small(Sketch(scene, light="day", weather=weather))

    assert apart(shown, plain(scene, "day")) > 3


@pytest.mark.parametrize(
    ("scene", "season"),
    [(name, season) for name in SCENES for season in TABLE[name].seasons[1:]],
)
def test_season_shows(scene: str, season: str) -> None:
    shown = small(Sketch(scene, light="day", season=season))

    assert apart(shown, plain(scene, "day")) > 1.5


@pytest.mark.parametrize("palette", [*PALETTES, "monochrome", *COLOURS])
@pytest.mark.parametrize(("scene", "light"), [("ocean", "day"), ("abstract", "")])
def test_palette_shows(scene: str, light: str, palette: str) -> None:
    shown = small(Sketch(scene, light=light, palette=(palette,)))

    assert apart(shown, plain(scene, light)) > 2


@pytest.mark.parametrize("feeling", FEELINGS)
def test_feeling_shows(feeling: str) -> None:
    shown = small(Sketch("ocean", light="sunset", feelings=(feeling,)))

    assert apart(shown, plain("ocean", "sunset")) > 2


@pytest.mark.parametrize("style", STYLES)
def test_style_shows_at_any_size_and_is_the_same_twice(style: str) -> None:
    sketch = Sketch("lake", light="sunset", style=style)
    one, two = (small(sketch) for _ in range(2))

    assert one.tobytes() == two.tobytes()
    assert apart(one, plain("lake", "sunset")) > 4
    assert paint(sketch, seed=1, width=16, height=40).size == (16, 40)


@pytest.mark.parametrize(
    ("scene", "kind"), [(name, kind) for name in SCENES for kind in TABLE[name].kinds]
)
def test_kind_is_painted(scene: str, kind: str) -> None:
    assert paint(Sketch(scene, kind=kind), seed=2, width=48, height=32).size == (48, 32)


def test_monochrome_leaves_one_hue() -> None:
    blue = np.asarray(small(Sketch("ocean", palette=("monochrome", "blue"))), np.int16)

    assert (blue[..., 2] >= blue[..., 0] - 6).mean() > 0.95
