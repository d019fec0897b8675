import math

import numpy as np
import pytest
from PIL import Image

from generation.studio.errors import PlanInvalid
from generation.studio.operations import Border, Extend, Operation, Pad, RoundCorners
from generation.studio.operations.geometry import LONGEST_SIDE, MOST_PIXELS
from generation.tests.studio.pictures import flat, gradient, pixels

GREEN = flat(0, 160, 0, (60, 40))


def clear(size: tuple[int, int] = (60, 40)) -> Image.Image:
    """Red everywhere, and nowhere seen."""
    return Image.new("RGBA", size, (255, 0, 0, 0))


@pytest.mark.parametrize(
    ("operation", "size"),
    [
        (Pad(width=1, height=1), (60, 60)),
        (Pad(width=16, height=9), (71, 40)),
        (Pad(width=3, height=2), (60, 40)),
        (Pad(amount=0.1), (68, 48)),
        (Pad(amount=0), (60, 40)),
        (Extend(width=1, height=1), (60, 60)),
        (Extend(width=9, height=16), (60, 107)),
        (Extend(width=3, height=2), (60, 40)),
        (Extend(), (90, 60)),
        (Extend(sides="left"), (75, 40)),
        (Extend(sides="vertical", amount=0.5), (60, 80)),
        (Extend(amount=0), (60, 40)),
        (Border(), (64, 44)),
        (Border(style="double", amount=0.1), (68, 48)),
        (Border(style="polaroid", amount=0.1), (68, 60)),
        (Border(style="film", amount=0.1), (64, 58)),
        (RoundCorners(), (60, 40)),
    ],
)
def test_the_frame_grows_as_asked(operation: Operation, size: tuple[int, int]) -> None:
    result = operation.apply(gradient())

    assert result.size == size
    assert operation.apply(Image.new("L", (60, 40))).size == result.size


@pytest.mark.parametrize("operation", [Pad(width=1, height=1), Extend(width=1, height=1)])
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_the_picture_itself_stays_and_stands_in_the_middle(operation: Operation, mode: str) -> None:
    image = gradient().convert(mode)

    assert operation.apply(image).crop((0, 10, 60, 50)).tobytes() == image.tobytes()


@pytest.mark.parametrize(
    "operation",
    [Pad(), Extend(), *(Border(style=style) for style in ("plain", "double", "polaroid", "film"))],
)
def test_new_room_is_black_in_a_mask(operation: Operation) -> None:
    result = operation.apply(Image.new("L", (60, 40), 255))

    assert result.histogram()[255] == 60 * 40
    assert result.histogram()[0] == result.width * result.height - 60 * 40


@pytest.mark.parametrize("operation", [Pad(width=20_000, height=1), Extend(width=1, height=20_000)])
@pytest.mark.parametrize("size", [(40, 30), (4000, 3), (3, 4000), (1, 1)])
def test_more_room_than_there_may_be_is_made_to_fit(
    operation: Operation, size: tuple[int, int]
) -> None:
    result = operation.apply(Image.new("RGB", size, "red"))

    assert max(result.size) <= LONGEST_SIDE
    assert result.width * result.height <= MOST_PIXELS


@pytest.mark.parametrize("kind", [Pad, Extend])
def test_half_a_ratio_is_refused(kind: type[Pad] | type[Extend]) -> None:
    with pytest.raises(PlanInvalid, match="a ratio has a width and a height"):
        kind(width=16)


def test_pad_has_its_colour_and_keeps_transparency_inside() -> None:
    result = Pad(color="#102030").apply(clear())

    assert result.getpixel((0, 0)) == (16, 32, 48, 255)
    assert result.getpixel((30, 20)) == (255, 0, 0, 0)


def test_extend_goes_on_without_a_seam_and_softens() -> None:
    stripes = np.zeros((80, 80, 3), np.uint8)
    stripes[:, ::8] = stripes[:, 1::8] = stripes[:, 2::8] = stripes[:, 3::8] = 200
    result = pixels(Extend(sides="bottom", amount=1).apply(Image.fromarray(stripes)))[..., 0]
    contrast = [int(np.ptp(result[row, 20:60])) for row in (79, 80, 90, 150)]

    assert contrast[0] == 200
    assert contrast[1] > 150
    assert contrast[2] < 60
    assert contrast[3] < 10


def test_extend_of_a_flat_picture_is_flat() -> None:
    assert pixels(Extend().apply(GREEN)).reshape(-1, 3).tolist() == [[0, 160, 0]] * 90 * 60


def test_extend_repeats_nothing_from_the_middle() -> None:
    image = flat(20, 20, 20, (100, 100))
    image.paste((255, 0, 0), (40, 40, 60, 60))

    assert pixels(Extend(amount=1).apply(image))[:100].max() == 20


def test_extend_to_a_ratio_puts_the_room_on_the_named_side() -> None:
    result = Extend(width=1, height=1, sides="top").apply(gradient())

    assert result.crop((0, 20, 60, 60)).tobytes() == gradient().tobytes()


def test_extend_lets_no_hidden_colour_out() -> None:
    image = clear()
    image.paste((0, 0, 255, 255), (20, 0, 60, 40))
    result = pixels(Extend().apply(image))
    seen = result[result[..., 3] > 40]

    assert seen[:, 0].max() < 255 / 8
    assert Extend().apply(clear()).getchannel("A").getextrema() == (0, 0)


def test_a_plain_border_is_its_colour_around_the_picture() -> None:
    result = Border(amount=0.1, color="#ff0000").apply(GREEN)

    assert result.crop((4, 4, 64, 44)).tobytes() == GREEN.tobytes()
    assert (pixels(result) == (255, 0, 0)).all(axis=2).sum() == 68 * 48 - 60 * 40


def test_a_double_border_has_a_line_that_stands_out() -> None:
    for color, dark in (("#ffffff", True), ("#101010", False)):
        row = pixels(Border(style="double", amount=0.2, color=color).apply(GREEN))[24, :8, 0]

        assert (int(row.min()) < 60, int(row.max()) > 200) == (True, True)
        assert (int(row[0]) < 128) != dark


def test_a_polaroid_is_widest_at_the_bottom() -> None:
    result = Border(style="polaroid", amount=0.1).apply(GREEN)

    assert result.crop((4, 4, 64, 44)).tobytes() == GREEN.tobytes()
    assert result.height - 44 > 3 * 4


def test_film_has_holes_along_the_long_sides() -> None:
    lying = pixels(Border(style="film", amount=0.1).apply(flat(0, 160, 0, (300, 200))))
    light = np.min(lying, axis=2) > 200

    assert light[:44].any()
    assert light[-44:].any()
    assert not light[44:-44].any()
    assert int(lying[0, 0].max()) < 40


def test_film_of_another_colour_has_holes_that_are_seen() -> None:
    black = pixels(Border(style="film", color="#000000").apply(GREEN))
    pale = pixels(Border(style="film", color="#fff0d0").apply(GREEN))

    assert (black > 200).all(axis=2).any()
    assert (pale < 60).all(axis=2).any()


def test_round_corners_are_transparent_and_smooth() -> None:
    result = RoundCorners(amount=0.5).apply(flat(9, 9, 9, (200, 200)))
    alpha = pixels(result)[..., 3]

    assert [int(alpha[0, 0]), int(alpha[0, 199]), int(alpha[199, 0])] == [0, 0, 0]
    assert int(alpha[100, 0]) == int(alpha[0, 100]) == 255
    assert (alpha == alpha[::-1]).all()
    assert (alpha == alpha[:, ::-1]).all()
    assert ((alpha > 0) & (alpha < 255)).sum() > 100


@pytest.mark.parametrize("size", [(200, 200), (201, 101)])
def test_round_corners_to_the_full_make_an_ellipse(size: tuple[int, int]) -> None:
    alpha = pixels(RoundCorners(amount=1).apply(flat(9, 9, 9, size)))[..., 3]

    assert abs(alpha.mean() / 255 - math.pi / 4) < 0.001


def test_round_corners_of_a_mask_and_of_transparency_only_take_away() -> None:
    mask = RoundCorners(amount=0.5).apply(Image.new("L", (60, 40), 128))

    assert (mask.mode, mask.getpixel((0, 0)), mask.getpixel((30, 20))) == ("L", 0, 128)
    assert RoundCorners().apply(clear()).getchannel("A").getextrema() == (0, 0)


@pytest.mark.parametrize(
    ("operation", "said"),
    [
        (
            Pad(width=16, height=9, color="#000000"),
            "Added black bars to make it 16:9: 60 × 40 became 71 × 40.",
        ),
        (Pad(), "Added white bars of 10% of the shorter side all round: 60 × 40 became 71 × 40."),
        (
            Extend(sides="left"),
            (
                "Extended it at the left by 25% with a blurred continuation of itself: "
                "60 × 40 became 71 × 40."
            ),
        ),
        (
            Border(),
            "Added a white border, 5% of the shorter side wide: 60 × 40 became 71 × 40.",
        ),
        (
            RoundCorners(),
            "Rounded the corners by 12%; outside them it is transparent.",
        ),
    ],
)
def test_sentences_say_what_was_added(operation: Operation, said: str) -> None:
    assert operation.sentence((60, 40), (71, 40)) == said


def test_sentences_say_when_nothing_was_added() -> None:
    assert "already" in Pad(width=3, height=2).sentence((60, 40), (60, 40))
    assert "already" in Extend(width=3, height=2).sentence((60, 40), (60, 40))
