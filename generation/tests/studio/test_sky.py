import numpy as np
import pytest
from PIL import Image

from generation.studio.errors import PartNotFound
from generation.studio.operations import Material, SkyRecolor
from generation.studio.operations.sky import MOODS, SKIES
from generation.studio.painter import Sketch, paint
from generation.tests.studio.pictures import flat, pixels


@pytest.fixture(scope="module")
def hills() -> Image.Image:
    return paint(Sketch("hills", light="day"), seed=3, width=300, height=200)


def test_every_mood_has_its_light() -> None:
    assert tuple(MOODS) == SKIES


@pytest.mark.parametrize("mood", SKIES)
def test_the_sky_changes_and_the_ground_stays(hills: Image.Image, mood: str) -> None:
    outcome = SkyRecolor(mood=mood).work(hills, Material())

    changed = np.abs(pixels(outcome.image).astype(int) - pixels(hills)).max(axis=2)
    assert changed[160:].max() == 0
    assert changed[:40].mean() > 3
    assert outcome.confidence > 0.8
    assert outcome.note == ""


def test_moods_look_like_their_names(hills: Image.Image) -> None:
    def sky(mood: str) -> tuple[float, float, float]:
        red, green, blue = pixels(SkyRecolor(mood=mood, amount=1).work(hills, Material()).image)[
            20:70
        ].mean(axis=(0, 1))
        return float(red), float(green), float(blue)

    assert sky("sunset")[0] > sky("sunset")[1]
    assert sky("blue")[2] > sky("blue")[0] + 60
    assert max(sky("night")) < 110
    assert max(sky("stormy")) - min(sky("stormy")) < 30


def test_clouds_stay() -> None:
    image = flat(90, 140, 210, (200, 150))
    image.paste((250, 250, 250), (60, 30, 120, 60))
    mask = Image.new("L", image.size, 255)

    result = pixels(SkyRecolor(mood="sunset").work(image, Material(mask)).image).astype(int)

    assert result[45, 90].sum() > result[45, 20].sum() + 100


def test_no_sky_is_refused_unless_a_mask_says_where() -> None:
    image = flat(110, 70, 40, (120, 80))
    with pytest.raises(PartNotFound, match="no sky"):
        SkyRecolor().work(image, Material())

    mask = Image.new("L", image.size, 0)
    mask.paste(255, (0, 0, 120, 30))
    outcome = SkyRecolor(mood="blue").work(image, Material(mask))

    assert outcome.confidence == 1
    assert pixels(outcome.image)[10, 10, 2] > pixels(outcome.image)[10, 10, 0]
    assert pixels(outcome.image)[40:].tobytes() == pixels(image)[40:].tobytes()


def test_no_amount_is_no_change(hills: Image.Image) -> None:
    assert SkyRecolor(amount=0).work(hills, Material()).image.tobytes() == hills.tobytes()
