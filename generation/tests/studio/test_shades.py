import numpy as np
import pytest
from PIL import Image

from generation.studio.operations import (
    Duotone,
    HueShift,
    Operation,
    Posterize,
    Solarize,
    Threshold,
    Tint,
    Vibrance,
)
from generation.studio.passes import LUMA
from generation.tests.studio.pictures import flat, gradient, pixels


def changed(operation: Operation, red: int, green: int, blue: int) -> list[int]:
    return [int(value) for value in pixels(operation.apply(flat(red, green, blue)))[0, 0]]


def chroma(color: list[int]) -> int:
    return max(color) - min(color)


def test_vibrance_gives_pale_colours_more_than_strong_ones() -> None:
    pale, strong = [110, 130, 150], [20, 130, 240]
    gains = [chroma(changed(Vibrance(amount=1), *each)) / chroma(each) for each in (pale, strong)]

    assert gains[0] > 1.5
    assert gains[1] < 1.15


def test_vibrance_spares_skin_and_gray() -> None:
    skin, sky = [205, 160, 135], [135, 160, 205]

    assert chroma(changed(Vibrance(amount=1), *skin)) < 1.3 * chroma(skin)
    assert chroma(changed(Vibrance(amount=1), *sky)) > 1.35 * chroma(sky)
    assert changed(Vibrance(amount=1), 90, 90, 90) == [90, 90, 90]


def test_vibrance_down_mutes() -> None:
    assert chroma(changed(Vibrance(amount=-1), 110, 130, 150)) < 15


@pytest.mark.parametrize("color", ["#ff0000", "#0000ff", "#00ff00", "#f5a623"])
def test_tint_at_one_leaves_one_colour_and_keeps_black_and_white(color: str) -> None:
    tint = Tint(color=color, amount=1)
    gray, red = (pixels(tint.apply(flat(*each)))[0, 0] for each in [(76, 76, 76), (255, 0, 0)])

    assert gray.tolist() == red.tolist()
    assert changed(tint, 0, 0, 0) == [0, 0, 0]
    assert changed(tint, 255, 255, 255) == [255, 255, 255]
    ink = np.array([int(color[at : at + 2], 16) for at in (1, 3, 5)])
    middle = np.array(changed(tint, 128, 128, 128))
    assert middle.argmax() == ink.argmax()
    assert middle[ink.argmax()] > middle[ink.argmin()] + 40


def test_tint_stronger_is_further() -> None:
    blues = [changed(Tint(color="#0000ff", amount=part), 120, 120, 120) for part in (0, 0.3, 0.6)]

    assert blues[0] == [120, 120, 120]
    assert blues[0][0] > blues[1][0] > blues[2][0]


def test_hue_shift_turns_red_to_green_to_blue_and_keeps_gray() -> None:
    assert int(np.argmax(changed(HueShift(degrees=120), 160, 60, 60))) == 1
    assert int(np.argmax(changed(HueShift(degrees=-120), 160, 60, 60))) == 2
    assert changed(HueShift(degrees=77), 99, 99, 99) == [99, 99, 99]
    assert HueShift(degrees=0).apply(gradient()).tobytes() == gradient().tobytes()


@pytest.mark.parametrize("degrees", [-150, -30, 45, 180])
def test_hue_shift_keeps_the_luma_and_comes_back(degrees: float) -> None:
    before = [140, 110, 100]
    there = changed(HueShift(degrees=degrees), *before)

    assert abs(np.dot(there, LUMA) - np.dot(before, LUMA)) <= 1
    assert np.allclose(changed(HueShift(degrees=-degrees), *there), before, atol=2)


def test_duotone_prints_its_two_inks() -> None:
    duotone = Duotone(dark="#102040", light="#ffd166")

    assert changed(duotone, 0, 0, 0) == [0x10, 0x20, 0x40]
    assert changed(duotone, 255, 255, 255) == [0xFF, 0xD1, 0x66]
    nothing = Duotone(amount=0).apply(gradient())
    assert nothing.tobytes() == gradient().tobytes()


@pytest.mark.parametrize("levels", [2, 4, 16])
def test_posterize_leaves_so_many_levels(levels: int) -> None:
    found = np.unique(pixels(Posterize(levels=levels).apply(gradient(256, 256))))

    assert len(found) == levels
    assert (found[0], found[-1]) == (0, 255)


def test_solarize_turns_the_lights_only() -> None:
    assert changed(Solarize(threshold=0.5), 100, 200, 255) == [100, 55, 0]
    assert changed(Solarize(threshold=1), 100, 200, 255) == [100, 200, 255]


def test_threshold_leaves_black_and_white() -> None:
    assert changed(Threshold(level=0.5), 128, 128, 128) == [255] * 3
    assert changed(Threshold(level=0.5), 127, 127, 127) == [0] * 3
    assert changed(Threshold(level=0), 0, 0, 0) == [255] * 3


def test_threshold_finds_the_level_between_two_tones() -> None:
    picture = Image.new("RGB", (40, 20), (60, 60, 60))
    picture.paste((110, 110, 110), (20, 0, 40, 20))

    cut = pixels(Threshold().apply(picture))[:, :, 0]

    assert not cut[:, :20].any()
    assert (cut[:, 20:] == 255).all()
