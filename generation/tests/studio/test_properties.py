"""Promises that hold for every operation, picture and plan."""

import random
from typing import Any

import numpy as np
import pytest
from PIL import Image

from generation.studio import Plan, Result, StudioError, execute
from generation.studio.operations import OPERATIONS, Reach
from generation.tests.studio.making import MODES, SIZES, any_operation, any_picture, usual

LIMIT = 8000


def bytes_of(image: Image.Image) -> tuple[str, tuple[int, int], bytes]:
    return image.mode, image.size, image.tobytes()


def attempt(plan: Plan, image: Image.Image, **more: Any) -> Result | StudioError:
    """What comes of the plan, or what the studio says of it; anything else fails the test."""
    try:
        return execute(plan, image, **more)
    except StudioError as error:
        return error


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", OPERATIONS)
def test_any_size_is_borne_and_the_input_stays(name: str, size: tuple[int, int]) -> None:
    chance = random.Random(f"{name} {size}")
    mode = chance.choice(["RGB", "RGBA"])
    image, other = any_picture(mode, size, chance), any_picture("RGB", (30, 20), chance)
    mask = Image.new("L", size, 0)
    mask.paste(255, (0, 0, max(1, size[0] // 3), max(1, size[1] // 3)))
    before = bytes_of(image), bytes_of(mask), bytes_of(other)

    for given in (None, mask):
        plan = Plan((any_operation(name, chance),))
        done = attempt(plan, image, mask=given, pictures=(other,))
        if isinstance(done, StudioError):
            assert done.message.endswith(".")
            continue
        assert done.image.mode in {"RGB", "RGBA"}
        assert min(done.image.size) >= 1
        assert max(done.image.size) <= LIMIT
        assert done.explanation

    assert (bytes_of(image), bytes_of(mask), bytes_of(other)) == before


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("seed", range(4))
def test_any_mode_and_any_plan(mode: str, seed: int) -> None:
    chance = random.Random(f"{mode} {seed}")
    names = chance.sample(list(OPERATIONS), 4)
    plan = Plan(tuple(any_operation(name, chance) for name in names))
    image = any_picture(mode, (48, 36), chance)
    before = image.tobytes()

    done = attempt(plan, image)

    assert done.message if isinstance(done, StudioError) else done.image.mode in {"RGB", "RGBA"}
    assert image.tobytes() == before


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_same_again_gives_the_same_bytes(name: str) -> None:
    chance = random.Random(name)
    image, other = any_picture("RGB", (60, 44), chance), any_picture("RGB", (30, 20), chance)
    mask = Image.new("L", image.size, 0)
    mask.paste(255, (20, 15, 34, 28))

    first, again = (
        attempt(Plan((usual(name),)), image, mask=mask, pictures=(other,)) for _ in range(2)
    )

    if isinstance(first, StudioError) or isinstance(again, StudioError):
        assert str(first) == str(again)
    else:
        assert bytes_of(first.image) == bytes_of(again.image)


@pytest.mark.parametrize(
    "name", [name for name, kind in OPERATIONS.items() if kind.reach is Reach.PIXELS]
)
def test_a_mask_leaves_the_black_alone(name: str) -> None:
    chance = random.Random(name)
    image, other = any_picture("RGB", (60, 44), chance), any_picture("RGB", (60, 44), chance)
    mask = Image.new("L", image.size, 0)
    mask.paste(255, (30, 0, 60, 44))

    done = execute(Plan((usual(name),)), image, mask=mask, pictures=(other,))

    assert np.array_equal(np.asarray(done.image)[:, :30], np.asarray(image)[:, :30])
