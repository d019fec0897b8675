import math

import numpy as np
import pytest
from PIL import Image, ImageOps

from generation.studio.errors import PlanInvalid
from generation.studio.operations import Crop, Flip, Resize, Rotate
from generation.studio.operations.geometry import ANCHORS, LONGEST_SIDE
from generation.tests.studio.pictures import gradient, pixels


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


@pytest.mark.parametrize(
    ("crop", "box"),
    [
        (Crop(right=0.5), (0, 0, 30, 40)),
        (Crop(top=0.2), (0, 8, 60, 40)),
        (Crop(left=0.1, top=0.1, right=0.1, bottom=0.1), (6, 4, 54, 36)),
        (Crop(left=7, bottom=3, unit="pixels"), (7, 0, 60, 37)),
        (Crop(left=20_000, unit="pixels"), (59, 0, 60, 40)),
        (Crop(right=20_000, bottom=20_000, unit="pixels"), (0, 0, 1, 1)),
        (Crop(left=0.5, right=0.499), (30, 0, 31, 40)),
        (Crop(), (0, 0, 60, 40)),
    ],
)
def test_crop_cuts_from_its_sides(crop: Crop, box: tuple[int, int, int, int]) -> None:
    assert crop.apply(gradient()).tobytes() == gradient().crop(box).tobytes()


def test_crop_takes_its_ratio_from_what_the_cuts_leave() -> None:
    result = Crop(left=0.5, width=1, height=1, anchor="top right").apply(gradient())

    assert result.tobytes() == gradient().crop((30, 0, 60, 30)).tobytes()


@pytest.mark.parametrize("cuts", [{"left": 0.5, "right": 0.5}, {"top": 1}, {"bottom": 20.0}])
def test_crop_refuses_to_leave_nothing(cuts: dict[str, float]) -> None:
    with pytest.raises(PlanInvalid, match="nothing"):
        Crop(**cuts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("crop", "words"),
    [
        (Crop(top=0.2), "Cropped 20% off the top"),
        (Crop(left=0.1, top=0.1, right=0.1, bottom=0.1), "Cropped 10% off each side"),
        (Crop(left=0.125, right=0.125), "Cropped 12.5% off the left and the right"),
        (
            Crop(left=9, top=2, bottom=2, unit="pixels"),
            "Cropped 9 pixels off the left and 2 pixels off the top and the bottom",
        ),
        (
            Crop(left=0.5, width=1, height=1),
            "Cropped 50% off the left, then to 1:1 around the centre",
        ),
        (Crop(keep=0.5, anchor="top"), "Cropped keeping the top"),
    ],
)
def test_crop_says_what_it_cut(crop: Crop, words: str) -> None:
    assert crop.sentence((60, 40), (30, 30)) == f"{words}: 60 × 40 became 30 × 30."


def test_crop_says_that_it_kept_all() -> None:
    assert Crop().sentence((9, 9), (9, 9)) == "Nothing to crop: the whole picture is kept."


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
