import numpy as np
import pytest

from generation.studio.operations import Exposure, Highlights, Operation, Shadows
from generation.studio.operations.base import Pointwise
from generation.tests.studio.pictures import flat, gradient, pixels


def level(operation: Operation, before: int) -> int:
    return int(pixels(operation.apply(flat(before, before, before)))[0, 0, 1])


def all_levels(operation: Operation) -> list[int]:
    return [level(operation, before) for before in range(256)]


def linear(level: int) -> float:
    share = level / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


@pytest.mark.parametrize("before", [20, 60, 100])
@pytest.mark.parametrize("stops", [1, -1])
def test_exposure_doubles_or_halves_the_light(before: int, stops: float) -> None:
    after = level(Exposure(stops=stops), before)

    assert linear(after) / linear(before) == pytest.approx(2**stops, rel=0.05)


def test_exposure_keeps_black_and_burns_nothing_out() -> None:
    assert level(Exposure(stops=2), 0) == 0
    assert level(Exposure(stops=2), 255) == 255
    lights = all_levels(Exposure(stops=2))[128:]
    assert len(set(lights)) > 40


def test_highlights_move_the_lights_and_spare_the_darks() -> None:
    assert level(Highlights(amount=-0.4), 200) < 185
    assert level(Highlights(amount=0.4), 200) > 205
    for amount in (-1, 1):
        assert abs(level(Highlights(amount=amount), 50) - 50) <= 3
        assert level(Highlights(amount=amount), 0) == 0


def test_shadows_move_the_darks_and_spare_the_lights() -> None:
    assert level(Shadows(amount=0.4), 50) > 65
    assert level(Shadows(amount=-0.4), 50) < 46
    for amount in (-1, 1):
        assert abs(level(Shadows(amount=amount), 205) - 205) <= 3
        assert level(Shadows(amount=amount), 255) == 255


@pytest.mark.parametrize("kind", [Highlights, Shadows])
@pytest.mark.parametrize("amount", [-1, -0.4, 0.4, 1])
def test_tones_never_change_places(kind: type[Highlights | Shadows], amount: float) -> None:
    assert (np.diff(all_levels(kind(amount=amount))) >= 0).all()


@pytest.mark.parametrize("operation", [Highlights(amount=-1), Shadows(amount=1)])
def test_even_the_most_leaves_the_middle_its_steps(operation: Operation) -> None:
    levels = all_levels(operation)

    assert min(levels[at + 16] - levels[at] for at in range(240)) >= 8


@pytest.mark.parametrize("operation", [Exposure(stops=0), Highlights(amount=0), Shadows(amount=0)])
def test_nothing_of_it_leaves_the_picture(operation: Operation) -> None:
    assert isinstance(operation, Pointwise)
    assert operation.apply(gradient()).tobytes() == gradient().tobytes()


def test_sentences_say_how_much() -> None:
    said = [
        each.sentence((9, 9), (9, 9))
        for each in (Exposure(stops=1), Exposure(stops=-0.5), Highlights(), Shadows())
    ]

    assert said == [
        "Raised the exposure by 1 stop.",
        "Lowered the exposure by 0.5 stops.",
        "Lowered the highlights by 40%.",
        "Lifted the shadows by 40%.",
    ]
