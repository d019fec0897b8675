import numpy as np
import pytest

from generation.studio.fusing import Fused, in_few_passes
from generation.studio.operations import (
    Blur,
    Brightness,
    Contrast,
    Crop,
    Grayscale,
    Invert,
    Operation,
    Saturation,
    Sepia,
    Vignette,
    Warmth,
)
from generation.studio.passes import Matrix, Table, fused
from generation.tests.studio.pictures import gradient, pixels


def test_neighbours_on_the_same_part_are_one_group() -> None:
    steps = (Grayscale(), Brightness(), Vignette(), Crop(keep=0.5), Invert(), Invert(where="sky"))

    groups = [[each.name for each in group.operations] for group in in_few_passes(steps)]

    assert groups == [["grayscale", "brightness", "vignette"], ["crop"], ["invert"], ["invert"]]


def test_tables_become_one_table_and_matrices_one_matrix() -> None:
    steps = (Brightness(), Contrast(), Warmth(), Saturation(), Saturation(amount=-0.2), Invert())

    kinds = [type(each) for each in fused([each for step in steps for each in step.passes()])]

    assert kinds == [Table, Matrix, Table]


@pytest.mark.parametrize(
    "steps",
    [
        (Brightness(), Contrast()),
        (Grayscale(), Brightness(amount=0.2), Warmth(amount=0.5)),
        (Sepia(), Invert(), Contrast(amount=-0.4)),
        (Warmth(), Sepia(amount=0.4), Brightness(), Vignette(), Invert()),
    ],
    ids=lambda steps: " ".join(step.name for step in steps),
)
def test_one_pass_looks_like_one_after_the_other(steps: tuple[Operation, ...]) -> None:
    image = gradient()
    expected = image
    for step in steps:
        expected = step.apply(expected)

    (group,) = in_few_passes(steps)
    got = Fused(group.operations).change(pixels(image))

    difference = np.abs(got.astype(int) - pixels(expected).astype(int))
    assert difference.max() <= 3
    assert difference.mean() < 0.6


def test_blur_keeps_its_own_way_with_transparency() -> None:
    assert len(in_few_passes((Blur(), Grayscale()))) == 2
