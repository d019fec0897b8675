from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from generation.studio.operations import (
    Cartoon,
    Emboss,
    Neon,
    OilPaint,
    PencilSketch,
    Watercolor,
)
from generation.studio.operations.base import Adjustment
from generation.studio.operations.easel import painted
from generation.studio.painter import paint
from generation.tests.studio.pictures import flat, gradient, pixels

LOOKS: tuple[Adjustment, ...] = (
    PencilSketch(),
    PencilSketch(color=True),
    Watercolor(),
    OilPaint(),
    Cartoon(),
)
MADE = (*LOOKS, Neon(), Emboss())


def split(left: int, right: int, size: tuple[int, int] = (480, 320)) -> Image.Image:
    """Two flat halves of gray."""
    image = Image.new("RGB", size, (left, left, left))
    image.paste((right, right, right), (size[0] // 2, 0, *size))
    return image


def spread(image: Image.Image) -> float:
    """Mean distance between the largest and the smallest channel."""
    return float(np.ptp(pixels(image).astype(int), axis=2).mean())


NOTHING: dict[str, Any] = {"amount": 0.0}


@pytest.mark.parametrize("look", MADE, ids=repr)
def test_looks_leave_the_picture_at_amount_0(look: Adjustment) -> None:
    image = gradient()

    assert replace(look, **NOTHING).apply(image).tobytes() == image.tobytes()


@pytest.mark.parametrize("look", MADE, ids=repr)
def test_looks_are_the_same_every_time(look: Adjustment) -> None:
    image = gradient(120, 90)
    before = image.tobytes()

    assert look.apply(image).tobytes() == look.apply(image).tobytes()
    assert image.tobytes() == before


@pytest.mark.parametrize("look", MADE, ids=repr)
@pytest.mark.parametrize("size", [(1, 1), (2, 3), (1, 60), (400, 3)])
def test_looks_bear_any_size(look: Adjustment, size: tuple[int, int]) -> None:
    assert look.apply(Image.new("RGB", size, "red")).size == size
    assert look.apply(Image.new("RGBA", size, (0, 0, 0, 0))).getchannel("A").getextrema() == (0, 0)


@pytest.mark.parametrize("look", MADE, ids=repr)
def test_looks_are_the_same_on_a_preview_and_on_the_final(look: Adjustment) -> None:
    image = paint("mountains", seed=3, width=1600, height=1067)
    small = image.resize((640, 427), Image.Resampling.BOX)

    final = look.apply(image).resize(small.size, Image.Resampling.BOX)
    early = look.apply(small)

    difference = np.abs(pixels(final).astype(int) - pixels(early).astype(int))
    assert difference.mean() < 6


def test_pencil_is_gray_on_paper_and_darker_where_the_picture_is() -> None:
    drawn = pixels(PencilSketch().apply(split(30, 240))).astype(int)

    assert spread(Image.fromarray(drawn.astype(np.uint8))) < 12
    middle = drawn[100:220]
    assert middle[:, 100:200].mean() + 60 < middle[:, 280:380].mean()


def test_pencil_draws_a_line_on_an_edge() -> None:
    drawn = pixels(PencilSketch().apply(split(190, 235))).astype(int)[100:220].mean(axis=(0, 2))

    assert drawn[225:245].min() + 20 < drawn[300:400].min()


def test_coloured_pencils_keep_the_colour() -> None:
    red = flat(210, 40, 30, (480, 320))

    assert spread(PencilSketch(color=True).apply(red)) > 60
    assert spread(PencilSketch().apply(red)) < 12


def test_watercolour_has_bare_paper_around_and_pigment_within() -> None:
    done = pixels(Watercolor().apply(flat(40, 90, 180, (600, 400)))).astype(int)

    assert done[0].min() > 230
    assert done[:, 0].min() > 230
    inner = done[100:300, 100:500]
    assert inner[..., 2].mean() > inner[..., 0].mean() + 60
    assert inner.std(axis=(0, 1)).min() > 1


def test_watercolour_has_no_black() -> None:
    done = pixels(Watercolor().apply(flat(0, 0, 0, (600, 400))))[100:300, 100:500]

    assert done.mean() > 8


def test_oil_leaves_the_marks_of_bristles_on_plain_colour() -> None:
    plain = flat(120, 140, 160, (640, 427))

    thin, thick = (pixels(OilPaint(amount=at).apply(plain)).astype(float) for at in (0.4, 1))

    assert 2 < thin.std(axis=(0, 1)).mean() < thick.std(axis=(0, 1)).mean() < 20
    assert np.abs(thick.mean(axis=(0, 1)) - (120, 140, 160)).max() < 12


def test_cartoon_lines_edges_and_keeps_shadows_open() -> None:
    dark = pixels(Cartoon().apply(split(24, 60))).astype(int)[100:220].mean(axis=(0, 2))
    light = pixels(Cartoon().apply(split(150, 235))).astype(int)[100:220].mean(axis=(0, 2))

    assert dark[40:200].min() >= 20
    assert light[225:245].min() + 40 < light[60:180].mean()


def test_painted_carries_a_change_of_colour_to_a_large_frame_with_its_edges() -> None:
    image = pixels(split(60, 200, (3000, 40)))

    done = painted(image, lambda canvas: 1 - canvas)

    difference = done.astype(int) - (255 - image.astype(int))
    assert np.abs(difference).mean() < 1
    # The working copy is 2.3 times smaller: enlarged alone, it would be soft over 3 pixels.
    assert int(done[20, 1499, 0]) - int(done[20, 1500, 0]) > 90


def test_sentences_tell_the_strength() -> None:
    size = (10, 10)

    assert Watercolor().sentence(size, size) == "Painted it in watercolour, strength 60%."
    assert "coloured pencils" in PencilSketch(color=True).sentence(size, size)
