import numpy as np
import pytest
from PIL import Image, ImageChops

from generation.studio.errors import PicturesNeeded
from generation.studio.operations import Blend, Collage, Material, Operation, Overlay
from generation.studio.operations.geometry import ANCHORS
from generation.tests.studio.pictures import flat, gradient, pixels

GRAY = flat(90, 90, 90, (300, 200))
RED = flat(255, 0, 0, (100, 50))
BLUE = flat(0, 0, 255, (50, 100))


def laid(operation: Operation, image: Image.Image, *pictures: Image.Image) -> Image.Image:
    return operation.work(image, Material(pictures=pictures)).image


def changed_box(image: Image.Image, before: Image.Image) -> tuple[int, int, int, int]:
    box = ImageChops.difference(image, before).getbbox()
    assert box is not None
    return box


@pytest.mark.parametrize("operation", [Overlay(), Blend()])
def test_a_missing_picture_is_asked_for(operation: Operation) -> None:
    with pytest.raises(PicturesNeeded, match="needs a second picture") as caught:
        operation.apply(GRAY)

    assert caught.value.code == "pictures_needed"


def test_a_missing_third_picture_is_named() -> None:
    with pytest.raises(PicturesNeeded, match="needs 3 pictures"):
        laid(Overlay(picture=2), GRAY, RED)


@pytest.mark.parametrize("position", ANCHORS)
def test_overlay_stands_at_its_position_with_its_size(position: str) -> None:
    left, top, right, bottom = changed_box(laid(Overlay(position=position), GRAY, RED), GRAY)
    across, down = ANCHORS[position]

    assert (right - left, bottom - top) == (50, 25)
    assert left == round(7 + (300 - 50 - 14) * across)
    assert top == round(7 + (200 - 25 - 14) * down)


def test_overlay_keeps_the_logos_transparency() -> None:
    logo = Image.new("RGBA", (40, 40), (0, 255, 0, 0))
    logo.paste((255, 0, 0, 255), (0, 0, 20, 40))

    result = laid(Overlay(position="center", size=0.2), GRAY, logo)

    assert changed_box(result, GRAY) == (130, 80, 150, 120)
    assert pixels(result)[..., 1].max() <= 90


def test_overlay_lets_the_ground_through_by_its_opacity() -> None:
    result = laid(Overlay(position="center", opacity=0.5), GRAY, RED)

    assert pixels(result)[100, 150].tolist() == [173, 45, 45]


def test_overlay_with_a_border_has_a_white_rim_and_a_shadow() -> None:
    result = pixels(laid(Overlay(position="center", size=0.5, border=0.02), GRAY, RED))

    assert result[100, 102].tolist() == [255, 255, 255]
    assert result[100, 150].tolist() == [255, 0, 0]
    assert 0 < int(result[130, 150, 0]) < 90


def test_overlay_over_transparency_is_opaque_itself() -> None:
    result = laid(Overlay(position="center"), Image.new("RGBA", (300, 200), (0, 0, 0, 0)), RED)

    assert result.getpixel((150, 100)) == (255, 0, 0, 255)
    assert result.getpixel((5, 5)) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("mode", "colour"),
    [
        ("normal", (200, 50, 100)),
        ("multiply", (78, 20, 39)),
        ("screen", (222, 130, 161)),
    ],
)
def test_blend_mixes_by_its_mode(mode: str, colour: tuple[int, int, int]) -> None:
    result = laid(Blend(mode=mode, amount=1), flat(100, 100, 100), flat(200, 50, 100))

    assert np.abs(pixels(result)[0, 0].astype(int) - colour).max() <= 1


def test_blend_by_half_is_the_mean_and_by_nothing_the_picture() -> None:
    half = laid(Blend(amount=0.5), flat(100, 0, 0), flat(200, 0, 0, (3, 70)))

    assert abs(int(pixels(half)[4, 4, 0]) - 150) <= 1
    assert laid(Blend(amount=0), gradient(), RED).tobytes() == gradient().tobytes()


def test_blend_leaves_the_picture_where_the_other_is_transparent() -> None:
    clear = Image.new("RGBA", (60, 40), (255, 255, 255, 0))

    assert laid(Blend(amount=1, mode="screen"), gradient(), clear).tobytes() == gradient().tobytes()


def test_side_by_side_is_as_high_as_the_first() -> None:
    result = pixels(laid(Collage(layout="side by side", gap=0), RED, BLUE))

    assert result.shape == (50, 125, 3)
    assert (result[:, :100] == (255, 0, 0)).all()
    assert (result[:, 100:] == (0, 0, 255)).all()


def test_stacked_is_as_wide_as_the_first() -> None:
    result = pixels(laid(Collage(layout="stacked", gap=0), RED, BLUE))

    assert result.shape == (250, 100, 3)
    assert (result[50:] == (0, 0, 255)).all()


def test_the_gap_is_between_and_around_in_its_colour() -> None:
    collage = Collage(layout="side by side", gap=0.1, color="#00ff00")
    result = pixels(laid(collage, flat(255, 0, 0, (50, 50)), flat(0, 0, 255, (50, 50))))

    green = (result == (0, 255, 0)).all(axis=2)
    assert result.shape == (60, 115, 3)
    assert green.all(axis=0).nonzero()[0].tolist() == [*range(5), *range(55, 60), *range(110, 115)]


def test_a_grid_of_four_is_two_by_two() -> None:
    result = pixels(
        laid(Collage(gap=0), RED, *[flat(0, 0, level, RED.size) for level in (1, 2, 3)])
    )

    assert result.shape == (100, 200, 3)
    assert [result[25, 50, 2], result[25, 150, 2]] == [0, 1]
    assert [result[75, 50, 2], result[75, 150, 2]] == [2, 3]


@pytest.mark.parametrize("count", range(1, 17))
def test_a_grid_shows_all_pictures_whole_and_fills_its_rows(count: int) -> None:
    shapes = [(30 + 37 * at % 90, 40 + 53 * at % 70) for at in range(count)]
    pictures = [flat(10 + at, 200, 10, shape) for at, shape in enumerate(shapes)]
    result = pixels(laid(Collage(gap=0, color="#000000"), *pictures))

    assert set(np.unique(result[..., 0]).tolist()) >= {10 + at for at in range(count)}
    assert (result[..., 1] > 0).mean() > 0.97


def test_one_picture_alone_is_repeated_and_it_is_said() -> None:
    outcome = Collage(copies=4, gap=0).work(gradient(), Material())

    assert outcome.image.size == (120, 80)
    assert outcome.image.crop((60, 40, 120, 80)).tobytes() == gradient().tobytes()
    assert outcome.note == (
        "There was only one picture, so it stands here 4 times. Add others under “More pictures”."
    )


def test_a_collage_stays_within_the_limits() -> None:
    result = laid(Collage(layout="side by side"), flat(1, 2, 3, (900, 300)), *[RED] * 15)

    assert result.width == 8000


def test_a_collage_is_never_much_larger_than_a_photograph() -> None:
    sizes = [
        laid(Collage(copies=4), flat(1, 2, 3, size)).size
        for size in [(1000, 750), (4000, 3000), (6000, 5000)]
    ]

    areas = [width * height for width, height in sizes]
    assert 3_000_000 < areas[0] < 3_100_000
    assert areas[1] == pytest.approx(24_000_000, rel=0.001)
    assert areas[2] == pytest.approx(30_000_000, rel=0.001)


def test_collage_keeps_mode_and_shows_its_colour_through_transparency() -> None:
    clear = Image.new("RGBA", (20, 20), (255, 0, 0, 0))

    result = laid(Collage(gap=0, color="#00ff00"), clear, clear)

    assert result.mode == "RGBA"
    assert result.getpixel((3, 3)) == (0, 255, 0, 255)


def test_sentences_say_what_was_laid_where() -> None:
    size = (300, 200)

    assert Overlay(border=0.01).sentence(size, size) == (
        "Laid the second picture over it at the bottom right with a white border, "
        "25% of the shorter side long."
    )
    assert Blend(picture=2, mode="screen").sentence(size, size) == (
        "Blended 50% of picture 3 into it (screen)."
    )
    assert Collage(layout="stacked").sentence(size, (300, 400)) == (
        "Put the pictures on top of each other: 300 × 400 pixels altogether."
    )
