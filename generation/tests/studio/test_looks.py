import numpy as np
import pytest

from generation.studio.operations import Cinematic, Fade, Glow, NightMood, SunsetMood, Vintage
from generation.studio.operations.base import Adjustment
from generation.studio.painter import paint
from generation.studio.passes import LUMA
from generation.studio.pixels import Pixels
from generation.tests.studio.pictures import flat, gradient, pixels

LOOKS: tuple[type[Adjustment], ...] = (Fade, Vintage, SunsetMood, NightMood, Cinematic, Glow)


def changed(look: Adjustment, level: int) -> list[float]:
    """The middle of a flat gray picture."""
    after = pixels(look.apply(flat(level, level, level, (65, 65))))[24:41, 24:41]
    return [float(value) for value in after.reshape(-1, 3).mean(axis=0)]


def luma(picture: Pixels) -> float:
    return float((picture @ LUMA).mean())


@pytest.mark.parametrize("look", LOOKS)
def test_nothing_of_a_look_leaves_the_picture(look: type[Adjustment]) -> None:
    after = pixels(look(amount=0).apply(gradient())).astype(int)  # type: ignore[call-arg]

    assert np.abs(after - pixels(gradient())).max() <= 1


@pytest.mark.parametrize("look", LOOKS)
def test_a_stronger_look_is_further_from_the_picture(look: type[Adjustment]) -> None:
    picture = paint("beach", seed=3, width=160, height=100)
    far = [
        np.abs(pixels(look(amount=part).apply(picture)).astype(int) - pixels(picture)).mean()  # type: ignore[call-arg]
        for part in (0.3, 0.6, 1.0)
    ]

    assert 1 < far[0] < far[1] < far[2]


@pytest.mark.parametrize("look", [Fade, Vintage, SunsetMood, NightMood, Cinematic])
def test_a_look_breaks_no_smooth_sky(look: type[Adjustment]) -> None:
    sky = gradient(256, 256)
    after = pixels(look(amount=1).apply(sky)).astype(int)  # type: ignore[call-arg]
    # Grain is meant; what is not is a step in the means.
    steps = np.abs(np.diff(after.mean(axis=0), axis=0))

    assert steps.max() < 4


def test_fade_lifts_black_and_lowers_white() -> None:
    assert changed(Fade(amount=1), 0)[0] > 20
    assert changed(Fade(amount=1), 255)[0] < 250


def test_vintage_is_warm_with_lifted_blacks() -> None:
    red, green, blue = changed(Vintage(), 190)

    assert red > green > blue
    assert min(changed(Vintage(), 0)) > 5


def test_sunset_warms_and_night_cools() -> None:
    warm, cool = changed(SunsetMood(), 170), changed(NightMood(), 170)

    assert warm[0] > warm[1] > warm[2] + 20
    assert cool[2] > cool[1] > cool[0]


def test_night_is_dark() -> None:
    day = paint("beach", seed=3, width=160, height=100)

    assert luma(pixels(NightMood(amount=1).apply(day))) < 0.5 * luma(pixels(day))


def test_cinematic_darks_are_teal_and_lights_orange() -> None:
    dark, light = changed(Cinematic(amount=1), 60), changed(Cinematic(amount=1), 190)

    assert dark[2] > dark[0] + 10
    assert dark[1] > dark[0]
    assert light[0] > light[1] > light[2]


def test_glow_spills_light_into_the_dark_and_darkens_nothing() -> None:
    picture = flat(20, 20, 20, (200, 200))
    picture.paste((255, 255, 255), (80, 80, 120, 120))

    before, after = pixels(picture).astype(int), pixels(Glow().apply(picture)).astype(int)

    assert (after - before).min() >= -1
    assert after[100, 76, 0] > 40
    assert after[5, 5, 0] <= 24


@pytest.mark.parametrize("look", LOOKS)
def test_preview_and_final_look_alike(look: type[Adjustment]) -> None:
    final = paint("mountains", seed=5, width=1500, height=1000)
    small = final.resize((750, 500), reducing_gap=2)

    shown = pixels(look().apply(small)).astype(int)
    shrunk = pixels(look().apply(final).resize((750, 500), reducing_gap=2)).astype(int)

    assert np.abs(shown.mean(axis=(0, 1)) - shrunk.mean(axis=(0, 1))).max() < 1
    assert np.abs(shown - shrunk).mean() < 6
