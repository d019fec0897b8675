import numpy as np
import pytest
from PIL import Image

from generation.studio.operations import (
    Emboss,
    Glitch,
    Halftone,
    Neon,
    PixelArt,
    Pixelate,
)
from generation.studio.operations.base import Adjustment
from generation.studio.operations.screens import BLACK, PAPER
from generation.studio.painter import paint
from generation.tests.studio.pictures import flat, gradient, pixels

SCREENS: tuple[Adjustment, ...] = (
    PixelArt(),
    Pixelate(),
    Halftone(),
    Halftone(color=True),
    Halftone(cells=400, color=True),
    Glitch(),
    Glitch(amount=1),
)


def colours(image: Image.Image) -> int:
    return len(image.getcolors(1 << 24))  # type: ignore[arg-type]


def square(level: int, ground: int) -> Image.Image:
    """A square in the middle of a flat ground, gray."""
    image = flat(ground, ground, ground, (300, 300))
    image.paste((level, level, level), (100, 100, 200, 200))
    return image


@pytest.mark.parametrize("look", SCREENS, ids=repr)
def test_screens_are_the_same_every_time(look: Adjustment) -> None:
    image = gradient(120, 90)
    before = image.tobytes()

    assert look.apply(image).tobytes() == look.apply(image).tobytes()
    assert image.tobytes() == before


@pytest.mark.parametrize("look", SCREENS, ids=repr)
@pytest.mark.parametrize("size", [(1, 1), (2, 3), (1, 60), (4000, 3), (3, 4000)])
def test_screens_bear_any_size(look: Adjustment, size: tuple[int, int]) -> None:
    assert look.apply(Image.new("RGB", size, "red")).size == size
    assert look.apply(Image.new("RGBA", size, (0, 0, 0, 0))).getchannel("A").getextrema() == (0, 0)


def test_pixelate_leaves_the_mean_of_each_block() -> None:
    image = gradient(80, 40)

    done = pixels(Pixelate(blocks=8).apply(image)).astype(int)

    blocks = pixels(image).astype(float).reshape(4, 10, 8, 10, 3).mean(axis=(1, 3))
    assert np.abs(done.reshape(4, 10, 8, 10, 3) - blocks[:, None, :, None]).max() <= 1


def test_pixelate_has_as_many_blocks_on_a_preview_as_on_the_final() -> None:
    for side in (640, 2400):
        row = pixels(Pixelate(blocks=16).apply(gradient(side, side // 2)))[side // 4, :, 0]
        assert len(np.unique(row)) == 16


def test_pixelate_never_makes_more_blocks_than_pixels() -> None:
    image = gradient(20, 10)

    assert Pixelate(blocks=400).apply(image).tobytes() == image.tobytes()


@pytest.mark.parametrize("count", [2, 8, 24])
def test_pixel_art_keeps_to_its_palette(count: int) -> None:
    image = paint("mountains", seed=1, width=600, height=400)

    done = PixelArt(colors=count).apply(image)

    assert 2 <= colours(done) <= count
    assert colours(done) > count // 2


def test_pixel_art_has_hard_edges() -> None:
    done = pixels(PixelArt(blocks=30).apply(gradient(300, 200))).astype(int)

    assert np.abs(np.diff(done, axis=1)).sum(axis=(0, 2)).astype(bool).sum() <= 29


def test_halftone_is_black_on_paper_with_dots_as_dark_as_the_picture() -> None:
    covers = []
    for level in (230, 128, 30):
        gray = pixels(Halftone(cells=60).apply(flat(level, level, level, (600, 400))))
        covers.append(float((gray[..., 1] < 128).mean()))

    assert covers[0] < 0.12
    assert covers[1] == pytest.approx(0.5, abs=0.04)
    assert covers[2] > 0.88


def test_halftone_leaves_white_bare_and_prints_black_full() -> None:
    white = pixels(Halftone().apply(flat(255, 255, 255, (600, 400))))
    black = pixels(Halftone().apply(flat(0, 0, 0, (600, 400))))

    assert np.abs(white.astype(int) - PAPER).max() <= 1
    assert black.max() <= max(BLACK.colour)


def test_halftone_has_a_dot_for_each_cell() -> None:
    gray = pixels(Halftone(cells=20).apply(flat(150, 150, 150, (400, 400))))[..., 0]

    # At 45 degrees a level line meets a dot at every cell times the root of two.
    starts = (np.diff((gray < 128).astype(int), axis=1) == 1).sum(axis=1)
    assert starts.max() == pytest.approx(20 / 2**0.5, abs=1.5)


def test_halftone_in_colour_keeps_the_hue() -> None:
    for color in ((220, 60, 40), (40, 90, 200), (60, 160, 70)):
        done = pixels(Halftone(color=True).apply(flat(*color, size=(600, 400))))
        mean = done.mean(axis=(0, 1))
        assert int(mean.argmax()) == int(np.argmax(color))
        assert np.abs(mean - color).max() < 75


def test_neon_is_dark_where_there_is_no_edge_and_lit_on_edges() -> None:
    done = pixels(Neon().apply(square(210, 60))).astype(int).max(axis=2)

    assert done[10:40, 10:40].max() < 90
    assert done[145:155, 90:110].max() > 170
    assert done[145:155, 145:155].max() < 120


def test_emboss_lights_from_the_upper_left() -> None:
    done = pixels(Emboss().apply(square(200, 90))).astype(int).mean(axis=2)
    ground = done[20:60, 20:60].mean()

    assert done[140:160, 95:105].max() > ground + 30
    assert done[140:160, 195:205].min() < ground - 30
    assert done[95:105, 140:160].max() > ground + 30


def test_glitch_at_0_leaves_the_picture() -> None:
    image = gradient(300, 200)

    assert Glitch(amount=0).apply(image).tobytes() == image.tobytes()


def test_glitch_differs_by_seed_and_tears_the_same_places_of_any_size() -> None:
    small, large = gradient(320, 200), gradient(640, 400)

    torn = [
        np.abs(pixels(Glitch(amount=1).apply(image)).astype(int) - pixels(image)).mean(axis=(1, 2))
        for image in (small, large)
    ]

    assert np.corrcoef(torn[0], torn[1].reshape(200, 2).mean(axis=1))[0, 1] > 0.8
    assert Glitch(seed=1).apply(small).tobytes() != Glitch(seed=2).apply(small).tobytes()


def test_sentences_tell_what_was_done() -> None:
    size = (10, 10)

    assert PixelArt().sentence(size, size) == "Made pixel art: 96 pixels across, 24 colours."
    assert Halftone().sentence(size, size) == "Printed it as black dots, 120 across."
    assert Glitch(amount=0.25).sentence(size, size).endswith("strength 25%.")
