"""Four variations of one picture really differ, to the eye and not only in their bytes."""

from itertools import combinations

import cv2
import numpy as np
import pytest
from PIL import Image

from generation.studio.painter import SCENES, Sketch, light_of, lights_of, paint

NOTICEABLE = 5.0
"""Mean distance in Lab of two thumbnails. Two seeds of one scene in one light are about 8 to 20
apart, a re-encoded picture less than 1."""


def thumbnail(image: Image.Image) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    light = np.asarray(image.resize((24, 16), Image.Resampling.BOX), np.float32) / 255
    return np.asarray(cv2.cvtColor(light, cv2.COLOR_RGB2LAB), np.float32)


def distance(one: Image.Image, two: Image.Image) -> float:
    return float(np.linalg.norm(thumbnail(one) - thumbnail(two), axis=-1).mean())


def four(sketch: Sketch, seed: int = 11) -> list[Image.Image]:
    return [paint(sketch, seed=seed, width=144, height=96, variation=v) for v in range(4)]


@pytest.mark.parametrize("scene", SCENES)
def test_four_variations_differ_to_the_eye(scene: str) -> None:
    apart = [distance(one, two) for one, two in combinations(four(Sketch(scene)), 2)]

    assert min(apart) > NOTICEABLE


@pytest.mark.parametrize("scene", ["mountains", "ocean", "city", "desert", "forest"])
def test_variations_in_one_light_and_palette_differ_by_their_composition(scene: str) -> None:
    sketch = Sketch(scene, light="sunset", palette=("muted",))
    apart = [distance(one, two) for one, two in combinations(four(sketch), 2)]

    assert min(apart) > 2.5
    assert np.mean(apart) > NOTICEABLE


def test_variations_take_turns_in_the_light_unless_one_is_asked_for() -> None:
    drawn = {light_of(Sketch("lake"), seed=3, variation=v) for v in range(5)}

    assert drawn == set(lights_of("lake"))
    assert {light_of(Sketch("lake", light="dusk"), seed=3, variation=v) for v in range(4)} == {
        "dusk"
    }


def test_first_variation_is_the_picture_itself() -> None:
    alone = paint("canyon", seed=3, width=48, height=32)

    assert alone.tobytes() == paint("canyon", seed=3, width=48, height=32, variation=0).tobytes()
