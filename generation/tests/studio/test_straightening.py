import math
from functools import cache

import numpy as np
import pytest
from PIL import Image

from generation.studio.operations import Material, Straighten
from generation.studio.operations.levelling import find_slant
from generation.studio.operations.turning import turned
from generation.studio.painter import paint
from generation.tests.studio.pictures import gradient

TURNS = (-11, -6.5, -2, 1.3, 4, 9, 15)


@cache
def seascape(scene: str = "islands", seed: int = 3) -> Image.Image:
    return paint(scene, seed=seed, width=600, height=400)


def hung(image: Image.Image, degrees: float) -> Image.Image:
    """The picture as a camera held askew would have taken it."""
    return turned(image, math.radians(degrees))


def street(width: int = 600, height: int = 400) -> Image.Image:
    """Upright edges and no horizon."""
    stripes = np.random.default_rng(4).integers(40, 220, 12).repeat(width // 12)
    return Image.fromarray(np.tile(stripes.astype(np.uint8), (height, 1))).convert("RGB")


@pytest.mark.parametrize("scene", ["islands", "ocean", "city", "aurora"])
def test_a_slant_is_found_to_half_a_degree(scene: str) -> None:
    image = seascape(scene)
    for degrees in TURNS:
        slant = find_slant(hung(image, degrees))

        assert abs(slant.degrees - degrees) < 0.5
        assert slant.confidence > 0.5


@pytest.mark.parametrize("degrees", TURNS)
def test_uprights_tell_the_slant_where_there_is_no_horizon(degrees: float) -> None:
    slant = find_slant(hung(street(), degrees))

    assert abs(slant.degrees - degrees) < 0.5
    assert slant.confidence > 0.5


@pytest.mark.parametrize("scene", ["islands", "ocean", "city", "aurora"])
def test_a_level_picture_stays(scene: str) -> None:
    image = seascape(scene)

    outcome = Straighten().work(image, Material())

    assert outcome.image.tobytes() == image.tobytes()
    assert outcome.note == "It looks level already."


@pytest.mark.parametrize("scene", ["mountains", "forest", "space", "planet", "snow"])
def test_a_picture_without_a_horizon_stays_and_it_is_said(scene: str) -> None:
    image = hung(seascape(scene), 5)

    outcome = Straighten().work(image, Material())

    assert outcome.image.tobytes() == image.tobytes()
    assert outcome.confidence < 0.5
    assert outcome.note.startswith("The studio could not find a horizon")


@pytest.mark.parametrize("degrees", [-9.5, 11])
def test_what_hangs_by_much_is_no_horizon_and_it_is_said(degrees: float) -> None:
    image = hung(seascape(), degrees)

    outcome = Straighten().work(image, Material())

    assert outcome.image.tobytes() == image.tobytes()
    assert outcome.confidence < 0.5
    assert outcome.note.startswith("Something hangs by ")


def coast(bend: int) -> Image.Image:
    """Land above water; the shore falls by `bend` degrees in the right half."""
    across, down = np.meshgrid(np.arange(2400), np.arange(1600))
    shore = 600 + np.maximum(across - 1200, 0) * math.tan(math.radians(bend))
    large = Image.fromarray(np.where(down < shore, 200, 60).astype(np.uint8))
    return large.resize((600, 400), Image.Resampling.BOX).convert("RGB")


def test_a_shore_that_bends_is_no_horizon() -> None:
    bent, straight = coast(7), hung(coast(0), 6)

    assert Straighten().work(bent, Material()).image.tobytes() == bent.tobytes()
    assert Straighten().work(straight, Material()).image.size != straight.size


def test_noise_and_plain_colours_have_no_horizon() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (300, 400, 3)).astype(np.uint8)

    assert find_slant(Image.fromarray(noise)).confidence < 0.5
    assert find_slant(Image.new("RGB", (300, 200), "teal")).confidence == 0
    assert find_slant(Image.new("RGB", (4000, 3), "teal")).confidence == 0


def test_work_levels_a_slanted_picture() -> None:
    outcome = Straighten().work(hung(seascape(), 6), Material())

    assert abs(find_slant(outcome.image).degrees) < 0.3
    assert outcome.confidence > 0.5
    assert outcome.note == "It hung by 5.9°: turned anticlockwise."


def test_preview_and_final_turn_alike() -> None:
    large = hung(paint("islands", seed=3, width=1200, height=800), 5)
    small = large.resize((large.width // 2, large.height // 2), Image.Resampling.LANCZOS)

    assert abs(find_slant(large).degrees - find_slant(small).degrees) < 0.2


def test_given_degrees_turn_clockwise() -> None:
    image = gradient()

    assert Straighten(degrees=4).apply(image).tobytes() == hung(image, 4).tobytes()
    assert Straighten(degrees=0).apply(image).tobytes() == image.tobytes()


def test_settled_knows_the_degrees_for_the_mask() -> None:
    image = hung(seascape(), 6)
    settled = Straighten().settled(image)

    assert settled.degrees is not None
    assert abs(settled.degrees + 6) < 0.5
    assert settled.apply(image).tobytes() == Straighten().apply(image).tobytes()
    assert settled.apply(Image.new("L", image.size)).size == settled.apply(image).size
    assert Straighten(degrees=2).settled(image) == Straighten(degrees=2)


def test_sentence_says_what_was_turned() -> None:
    assert Straighten(degrees=-3).sentence((60, 40), (56, 36)) == (
        "Turned it 3° anticlockwise and cut off the slanted corners."
    )
    assert Straighten().sentence((60, 40), (56, 36)) == (
        "Made it level and cut off the slanted corners."
    )
    assert Straighten().sentence((60, 40), (60, 40)) == (
        "Looked for a slanted horizon and left the picture as it is."
    )
