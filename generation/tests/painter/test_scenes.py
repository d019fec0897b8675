"""The painter: same picture for the same seed, every scene at any size, clear refusals."""

from functools import cache

import numpy as np
import pytest
from PIL import Image

from generation.studio.painter import (
    SCENES,
    SceneUnknown,
    SizeInvalid,
    Sketch,
    WordUnknown,
    lights_of,
    paint,
)


@cache
def picture(scene: str) -> Image.Image:
    return paint(scene, seed=5, width=96, height=64)


@pytest.mark.parametrize("scene", SCENES)
def test_scene_is_the_same_twice(scene: str) -> None:
    again = paint(scene, seed=5, width=96, height=64)

    assert (again.mode, again.size) == ("RGB", (96, 64))
    assert again.tobytes() == picture(scene).tobytes()


@pytest.mark.parametrize("scene", SCENES)
def test_scene_changes_with_the_seed(scene: str) -> None:
    other = np.asarray(paint(scene, seed=2, width=96, height=64), np.int16)

    assert np.abs(other - np.asarray(picture(scene), np.int16)).mean() > 2


@pytest.mark.parametrize("scene", SCENES)
def test_scene_is_a_picture_not_a_flat_or_clipped_one(scene: str) -> None:
    levels = np.asarray(picture(scene), np.float64)

    assert levels.std() > 10
    assert (levels == 255).mean() < 0.2
    assert (levels == 0).mean() < 0.75


@pytest.mark.parametrize("scene", ["ocean", "city"])
def test_scene_paints_each_of_its_lights(scene: str) -> None:
    pictures = {
        paint(Sketch(scene, light=light), seed=4, width=32, height=24).tobytes()
        for light in lights_of(scene)
    }

    assert len(pictures) == len(lights_of(scene)) == 5


@pytest.mark.parametrize(
    ("width", "height"), [(16, 16), (16, 128), (128, 16), (300, 211), (211, 300)]
)
def test_paint_honours_the_size(width: int, height: int) -> None:
    for scene in ("ocean", "bananas"):
        assert paint(scene, seed=1, width=width, height=height).size == (width, height)


@pytest.mark.parametrize("scene", ["mountains", "city"])
def test_paint_keeps_the_composition_at_another_size(scene: str) -> None:
    small = paint(scene, seed=9, width=240, height=160)
    large = paint(scene, seed=9, width=480, height=320).resize((240, 160))
    away = np.abs(np.asarray(small, np.int16) - np.asarray(large, np.int16)).mean()

    assert away < 14


def test_paint_above_the_working_size_is_enlarged_to_the_size_asked_for() -> None:
    assert paint("abstract", seed=1, width=2600, height=1700).size == (2600, 1700)


@pytest.mark.parametrize("seed", [0, -1, 2**63, 2**64 + 3])
def test_paint_takes_any_whole_number_as_seed(seed: int) -> None:
    assert paint("abstract", seed=seed, width=32, height=32).size == (32, 32)


def test_unknown_scene_is_refused_with_those_there_are() -> None:
    with pytest.raises(SceneUnknown) as caught:
        paint("teapot", seed=1, width=64, height=64)

    assert caught.value.code == "scene_unknown"
    assert caught.value.known == SCENES


@pytest.mark.parametrize(
    ("sketch", "kind", "known"),
    [
        (Sketch("aurora", light="day"), "light", ("night",)),
        (Sketch("snow", season="summer"), "season", ("winter",)),
        (Sketch("space", weather="rain"), "weather", ()),
        (Sketch("storm", kind="tulips"), "kind", ("sea", "plain")),
    ],
)
def test_word_a_scene_does_not_know_is_refused_with_those_it_does(
    sketch: Sketch, kind: str, known: tuple[str, ...]
) -> None:
    with pytest.raises(WordUnknown) as caught:
        paint(sketch, seed=1, width=64, height=64)

    assert (caught.value.code, caught.value.kind) == ("word_unknown", kind)
    assert caught.value.known == known


@pytest.mark.parametrize(
    ("width", "height"), [(0, 64), (64, -1), (15, 64), (3073, 3072), (16, 161), (1001, 100)]
)
def test_size_outside_the_limits_is_refused(width: int, height: int) -> None:
    with pytest.raises(SizeInvalid) as caught:
        paint("lake", seed=1, width=width, height=height)

    assert caught.value.code == "size_invalid"
    assert (caught.value.width, caught.value.height) == (width, height)
