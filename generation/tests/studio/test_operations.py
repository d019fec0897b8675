from contextlib import suppress

import numpy as np
import pytest
from PIL import Image

from generation.studio.errors import MaskInvalid
from generation.studio.operations import (
    OPERATIONS,
    Blur,
    Brightness,
    Contrast,
    Grayscale,
    Invert,
    Material,
    Operation,
    Reach,
    Saturation,
    Sepia,
    Sharpen,
    Vignette,
    Warmth,
)
from generation.tests.studio.making import usual
from generation.tests.studio.pictures import flat, gradient, pixels

USUAL = tuple(usual(name) for name in OPERATIONS)
MADE = {"round_corners": "RGBA", "background_remove": "RGBA", "background_replace": "RGB"}
"""What gives or takes transparency, whatever there was."""

REGROUND = {"background_remove", "background_replace"}
"""They are there to change the transparency, or what shows through it."""

SAME_SIZE = tuple(
    each
    for each in USUAL
    if each.reach is not Reach.GEOMETRY or each.name in {"flip", "straighten"}
)


def done(operation: Operation, image: Image.Image) -> Image.Image:
    """What the operation makes of it, given all it may ask for."""
    mask = Image.new("L", image.size)
    mask.paste(255, (0, 0, max(1, image.width // 2), max(1, image.height // 2)))
    return operation.work(image, Material(mask, (gradient(30, 50),))).image


def first(image: Image.Image) -> tuple[int, ...]:
    return tuple(int(value) for value in pixels(image)[0, 0])


@pytest.mark.parametrize("operation", USUAL, ids=lambda each: each.name)
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_work_keeps_mode_and_input_and_is_deterministic(operation: Operation, mode: str) -> None:
    image = gradient().convert(mode)
    before = image.tobytes()

    results = [done(operation, image) for _ in range(2)]

    assert results[0].mode == MADE.get(operation.name, mode)
    assert results[0] is not image
    assert image.tobytes() == before
    assert results[0].tobytes() == results[1].tobytes()


@pytest.mark.parametrize("operation", USUAL, ids=lambda each: each.name)
@pytest.mark.parametrize("size", [(1, 1), (1, 50), (50, 1), (2, 3)])
def test_work_bears_the_smallest_pictures(operation: Operation, size: tuple[int, int]) -> None:
    for image in (Image.new("RGB", size, "red"), Image.new("RGBA", size, (9, 9, 9, 0))):
        # A single pixel, marked, leaves nothing to fill it from.
        with suppress(MaskInvalid):
            assert min(done(operation, image).size) >= 1


@pytest.mark.parametrize("operation", SAME_SIZE, ids=lambda each: each.name)
def test_work_keeps_the_size(operation: Operation) -> None:
    assert done(operation, gradient()).size == (60, 40)


@pytest.mark.parametrize(
    "operation",
    [each for each in SAME_SIZE if each.name not in {"flip", "text", "overlay"} | REGROUND],
    ids=lambda each: each.name,
)
def test_work_keeps_alpha(operation: Operation) -> None:
    image = gradient().convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))

    result = done(operation, image)

    assert result.getchannel("A").tobytes() == image.getchannel("A").tobytes()


@pytest.mark.parametrize(
    "operation",
    [each for each in USUAL if each.reach is Reach.GEOMETRY],
    ids=lambda each: each.name,
)
def test_a_mask_goes_through_what_changes_the_frame(operation: Operation) -> None:
    mask = Image.new("L", (60, 40))

    result = operation.apply(mask)

    assert result.mode == "L"
    assert result.getextrema() == (0, 0)


@pytest.mark.parametrize("operation", USUAL, ids=lambda each: each.name)
def test_sentence_is_a_sentence(operation: Operation) -> None:
    said = operation.sentence((60, 40), (40, 40))

    assert said[0].isupper()
    assert said.endswith(".")


def test_grayscale_is_luma() -> None:
    assert first(Grayscale().apply(flat(255, 0, 0))) == (76, 76, 76)
    assert first(Grayscale().apply(flat(0, 255, 0))) == (150, 150, 150)
    assert first(Grayscale().apply(flat(10, 10, 10))) == (10, 10, 10)


def test_invert_twice_is_nothing() -> None:
    assert first(Invert().apply(flat(0, 10, 255))) == (255, 245, 0)
    assert Invert().apply(Invert().apply(gradient())).tobytes() == gradient().tobytes()


def test_sepia_is_warm_and_keeps_black() -> None:
    red, green, blue = first(Sepia().apply(flat(128, 128, 128)))

    assert red > green > blue
    assert first(Sepia().apply(flat(0, 0, 0))) == (0, 0, 0)
    assert Sepia(amount=0).apply(gradient()).tobytes() == gradient().tobytes()


@pytest.mark.parametrize("amount", [-1, -0.3, 0.3, 1])
def test_brightness_keeps_black_and_white(amount: float) -> None:
    operation = Brightness(amount=amount)

    assert first(operation.apply(flat(0, 0, 0))) == (0, 0, 0)
    assert first(operation.apply(flat(255, 255, 255))) == (255, 255, 255)


def test_brightness_moves_the_middle_and_never_turns_tones_round() -> None:
    for amount in (-1, -0.5, 0, 0.5, 1):
        ramp = Image.linear_gradient("L").convert("RGB")
        levels = pixels(Brightness(amount=amount).apply(ramp))[:, 0, 0].astype(int)
        assert (np.diff(levels) >= 0).all()
        middle = round(255 * 0.5 * (1 + 0.75 * amount))
        assert abs(int(levels[128]) - middle) <= 2


def test_contrast_spreads_and_gathers_around_the_middle() -> None:
    assert first(Contrast(amount=0.5).apply(flat(60, 128, 200)))[0] < 60
    assert first(Contrast(amount=0.5).apply(flat(60, 128, 200)))[2] > 200
    assert first(Contrast(amount=-1).apply(flat(0, 128, 255))) == (128, 128, 128)
    assert first(Contrast(amount=1).apply(flat(0, 0, 255))) == (0, 0, 255)


def test_saturation_at_its_least_is_gray_and_at_zero_nothing() -> None:
    gray = pixels(Saturation(amount=-1).apply(gradient())).astype(int)

    assert np.ptp(gray, axis=2).max() <= 1
    assert Saturation(amount=0).apply(gradient()).tobytes() == gradient().tobytes()
    assert first(Saturation(amount=1).apply(flat(150, 120, 120)))[0] > 150


def test_warmth_shifts_red_and_blue_and_keeps_the_light() -> None:
    warm, cool = (first(Warmth(amount=a).apply(flat(120, 120, 120))) for a in (1, -1))

    assert warm[0] > 120 > warm[2]
    assert cool[2] > 120 > cool[0]
    for red, green, blue in (warm, cool):
        assert abs(0.299 * red + 0.587 * green + 0.114 * blue - 120) <= 1


def test_blur_softens_an_edge_and_leaves_a_flat_picture() -> None:
    edge = Image.new("RGB", (100, 100), "black")
    edge.paste("white", (50, 0, 100, 100))

    blurred = pixels(Blur(amount=0.5).apply(edge))[50, :, 0].astype(int)

    assert 0 < blurred[48] < blurred[52] < 255
    assert Blur().apply(flat(9, 90, 200)).tobytes() == flat(9, 90, 200).tobytes()


def test_blur_lets_no_hidden_colour_out() -> None:
    image = Image.new("RGBA", (60, 60), (255, 0, 0, 0))
    image.paste((0, 0, 255, 255), (20, 0, 60, 60))

    result = pixels(Blur(amount=1).apply(image))

    assert result[:, 20:, 0].max() <= 2


def test_sharpen_steepens_an_edge() -> None:
    soft = Blur(amount=0.3).apply(gradient(200, 200))
    steps = [
        np.abs(np.diff(pixels(image)[:, :, 1].astype(int), axis=0)).max()
        for image in (soft, Sharpen(amount=1).apply(soft))
    ]

    assert steps[1] >= steps[0]
    assert Sharpen().apply(flat(9, 90, 200)).tobytes() == flat(9, 90, 200).tobytes()


def test_vignette_darkens_corners_only() -> None:
    result = pixels(Vignette(amount=1).apply(flat(200, 200, 200, (101, 101))))

    assert result[50, 50].tolist() == [200, 200, 200]
    assert result[0, 0].max() < 40
