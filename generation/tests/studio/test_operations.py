import math

import numpy as np
import pytest
from PIL import Image, ImageOps

from generation.studio.operations import (
    OPERATIONS,
    Blur,
    Brightness,
    Contrast,
    Crop,
    Flip,
    Grayscale,
    Invert,
    Operation,
    Resize,
    Rotate,
    Saturation,
    Sepia,
    Sharpen,
    Text,
    Vignette,
    Warmth,
)
from generation.studio.operations.geometry import ANCHORS, LONGEST_SIDE
from generation.tests.studio.pictures import flat, gradient, pixels

USUAL: tuple[Operation, ...] = (
    Grayscale(),
    Sepia(),
    Invert(),
    Brightness(),
    Contrast(),
    Saturation(),
    Warmth(),
    Blur(),
    Sharpen(),
    Vignette(),
    Crop(width=1, height=1),
    Rotate(degrees=7),
    Flip(),
    Resize(percent=50),
    Text(text="Hello"),
)
SAME_SIZE = tuple(each for each in USUAL if each.name not in {"crop", "rotate", "resize"})


def first(image: Image.Image) -> tuple[int, ...]:
    return tuple(int(value) for value in pixels(image)[0, 0])


def test_usual_operations_are_all_there_are() -> None:
    assert [operation.name for operation in USUAL] == list(OPERATIONS)


@pytest.mark.parametrize("operation", USUAL, ids=lambda each: each.name)
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_apply_keeps_mode_and_input_and_is_deterministic(operation: Operation, mode: str) -> None:
    image = gradient().convert(mode)
    before = image.tobytes()

    results = [operation.apply(image) for _ in range(2)]

    assert results[0].mode == mode
    assert image.tobytes() == before
    assert results[0].tobytes() == results[1].tobytes()


@pytest.mark.parametrize("operation", USUAL, ids=lambda each: each.name)
@pytest.mark.parametrize("size", [(1, 1), (1, 50), (50, 1), (2, 3)])
def test_apply_bears_the_smallest_pictures(operation: Operation, size: tuple[int, int]) -> None:
    assert min(operation.apply(Image.new("RGB", size, "red")).size) >= 1
    assert min(operation.apply(Image.new("RGBA", size, (9, 9, 9, 9))).size) >= 1


@pytest.mark.parametrize("operation", SAME_SIZE, ids=lambda each: each.name)
def test_apply_keeps_the_size(operation: Operation) -> None:
    assert operation.apply(gradient()).size == (60, 40)


@pytest.mark.parametrize(
    "operation", [each for each in SAME_SIZE if each.name not in {"flip", "text"}]
)
def test_apply_keeps_alpha(operation: Operation) -> None:
    image = gradient().convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))

    result = operation.apply(image)

    assert result.getchannel("A").tobytes() == image.getchannel("A").tobytes()


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


@pytest.mark.parametrize(
    ("crop", "size"),
    [
        (Crop(width=1, height=1), (40, 40)),
        (Crop(width=16, height=9), (60, 34)),
        (Crop(width=9, height=16), (22, 40)),
        (Crop(keep=0.5), (30, 20)),
        (Crop(width=1, height=1, keep=0.5), (20, 20)),
        (Crop(width=20_000, height=1), (60, 1)),
    ],
)
def test_crop_takes_the_largest_frame(crop: Crop, size: tuple[int, int]) -> None:
    assert crop.apply(gradient()).size == size


@pytest.mark.parametrize("anchor", ANCHORS)
def test_crop_stands_at_its_anchor(anchor: str) -> None:
    across, down = ANCHORS[anchor]
    left, top = round(30 * across), round(20 * down)

    result = Crop(keep=0.5, anchor=anchor).apply(gradient())

    assert result.tobytes() == gradient().crop((left, top, left + 30, top + 20)).tobytes()


def test_rotate_by_quarters_is_exact() -> None:
    image = gradient()

    assert Rotate(degrees=90).apply(image).tobytes() == image.rotate(-90, expand=True).tobytes()
    assert Rotate(degrees=-90).apply(image).tobytes() == image.rotate(90, expand=True).tobytes()
    assert Rotate(degrees=180).apply(image).tobytes() == image.rotate(180).tobytes()
    assert Rotate(degrees=360).apply(image).tobytes() == image.tobytes()


@pytest.mark.parametrize("degrees", [1, 10, 30, 44, 45, 46, 60, 89, 91, 135, 200, 300, -5])
@pytest.mark.parametrize("size", [(300, 200), (200, 300), (400, 60), (100, 100)])
def test_rotate_leaves_no_empty_corner(degrees: float, size: tuple[int, int]) -> None:
    result = Rotate(degrees=degrees).apply(Image.new("RGB", size, (255, 255, 255)))

    assert pixels(result).min() >= 250
    angle = math.radians(degrees)
    wide = result.width * abs(math.cos(angle)) + result.height * abs(math.sin(angle))
    high = result.width * abs(math.sin(angle)) + result.height * abs(math.cos(angle))
    assert wide <= size[0] + 2
    assert high <= size[1] + 2
    assert max(wide / size[0], high / size[1]) > 0.97


def test_rotate_turns_clockwise() -> None:
    image = Image.new("RGB", (99, 99), "black")
    image.paste("white", (40, 0, 59, 30))

    result = pixels(Rotate(degrees=45).apply(image))[:, :, 0]
    rows, columns = np.nonzero(result > 128)

    assert columns.mean() > result.shape[1] / 2
    assert rows.mean() < result.shape[0] / 2


def test_flip_mirrors() -> None:
    assert Flip().apply(gradient()).tobytes() == ImageOps.mirror(gradient()).tobytes()
    assert Flip(axis="vertical").apply(gradient()).tobytes() == ImageOps.flip(gradient()).tobytes()


@pytest.mark.parametrize(
    ("resize", "size"),
    [
        (Resize(percent=50), (30, 20)),
        (Resize(percent=1), (1, 1)),
        (Resize(width=120), (120, 80)),
        (Resize(height=10), (15, 10)),
        (Resize(longest=30), (30, 20)),
        (Resize(width=50, height=50), (50, 50)),
        (Resize(width=50, height=50, fit="stretch"), (50, 50)),
        (Resize(width=50, height=50, fit="inside"), (50, 33)),
        (Resize(percent=100), (60, 40)),
    ],
)
def test_resize_gives_the_size(resize: Resize, size: tuple[int, int]) -> None:
    assert resize.apply(gradient()).size == size


def test_resize_never_exceeds_the_longest_side() -> None:
    assert Resize(percent=1000).apply(Image.new("L", (1000, 10))).size == (LONGEST_SIDE, 80)


def test_resize_cover_distorts_nothing() -> None:
    image = Image.new("RGB", (200, 100), "black")
    image.paste("white", (75, 25, 125, 75))

    result = pixels(Resize(width=100, height=100).apply(image))[:, :, 0] > 128

    assert (int(result.any(axis=0).sum()), int(result.any(axis=1).sum())) == (50, 50)
