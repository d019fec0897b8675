import numpy as np
import pytest
from PIL import Image

from generation.studio.operations import Enlarge
from generation.studio.operations.enlarging import OVERSHOOT
from generation.studio.operations.geometry import LONGEST_SIDE, MOST_PIXELS
from generation.studio.painter import paint
from generation.tests.studio.pictures import flat, gradient, pixels


def steepness(image: Image.Image) -> float:
    return float(np.abs(np.diff(pixels(image).astype(int), axis=1)).mean())


def far_from(image: Image.Image, other: Image.Image) -> float:
    return float(np.square(pixels(image).astype(float) - pixels(other)).mean())


def test_enlarge_is_sharper_and_truer_than_lanczos() -> None:
    original = paint("city", seed=2, width=600, height=400)
    small = original.resize((300, 200), Image.Resampling.BOX)
    plain = small.resize((600, 400), Image.Resampling.LANCZOS)

    result = Enlarge(factor=2).apply(small)

    assert steepness(result) > 1.05 * steepness(plain)
    assert far_from(result, original) < far_from(plain, original)


@pytest.mark.parametrize("factor", [2, 3.3, 8])
def test_enlarge_leaves_no_halo_at_an_edge(factor: float) -> None:
    edge = flat(60, 60, 60, (40, 40))
    edge.paste((200, 200, 200), (20, 0, 40, 40))

    levels = pixels(Enlarge(factor=factor).apply(edge))

    assert int(levels.min()) >= 60 - OVERSHOOT
    assert int(levels.max()) <= 200 + OVERSHOOT


def test_enlarge_keeps_flat_colours_and_alpha_exactly() -> None:
    image = Image.new("RGBA", (20, 10), (9, 90, 200, 77))

    assert Enlarge().apply(image).tobytes() == image.resize((40, 20)).tobytes()
    assert Enlarge(factor=1).apply(gradient()).tobytes() == gradient().tobytes()


@pytest.mark.parametrize(
    ("size", "factor", "wanted"),
    [
        ((60, 40), 2, (120, 80)),
        ((60, 40), 1.5, (90, 60)),
        ((2, 3), 8, (16, 24)),
        ((4000, 3), 8, (LONGEST_SIDE, 6)),
        ((9000, 10), 2, (9000, 10)),
    ],
)
def test_enlarge_gives_the_size_within_the_limits(
    size: tuple[int, int], factor: float, wanted: tuple[int, int]
) -> None:
    assert Enlarge(factor=factor).apply(Image.new("L", size)).size == wanted


def test_enlarge_makes_no_more_pixels_than_there_may_be() -> None:
    result = Enlarge(factor=8).apply(Image.new("L", (1500, 1500)))

    assert 0.99 * MOST_PIXELS < result.width * result.height <= MOST_PIXELS


@pytest.mark.parametrize(
    ("factor", "after", "said"),
    [
        (
            2,
            (120, 80),
            "Enlarged it 2×, from 60 × 40 to 120 × 80 pixels; sharper edges, but no new detail.",
        ),
        (
            8,
            (180, 120),
            (
                "Enlarged it 3× instead of 8×, from 60 × 40 to 180 × 120 pixels: 8000 pixels a "
                "side and 50 megapixels are the most there is room for."
            ),
        ),
        (2, (60, 40), "It is 60 × 40 pixels: as large as was asked, or as is possible."),
    ],
)
def test_enlarge_says_how_far_it_came(factor: float, after: tuple[int, int], said: str) -> None:
    assert Enlarge(factor=factor).sentence((60, 40), after) == said
