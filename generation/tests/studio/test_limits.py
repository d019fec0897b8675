import pytest
from PIL import Image

from generation.studio import understand
from generation.studio.operations import (
    Brightness,
    Contrast,
    Crop,
    Operation,
    Resize,
    Saturation,
    Warmth,
)


@pytest.mark.parametrize(
    ("resize", "size"),
    [
        (Resize(width=8000, height=8000), (7071, 7071)),
        (Resize(percent=1000), (8000, 4000)),
        (Resize(width=8000, height=6250), (8000, 6250)),
    ],
)
def test_resize_stays_within_so_many_pixels(resize: Resize, size: tuple[int, int]) -> None:
    made = resize.apply(Image.new("L", (1000, 500)))
    assert made.size == size


def test_resize_says_why_it_is_smaller_than_asked() -> None:
    sentence = Resize(width=8000, height=8000).sentence((10, 10), (7071, 7071))
    assert sentence == (
        "Resized from 10 × 10 to 7071 × 7071 pixels (more than 50 megapixels are not possible)."
    )


def test_crop_says_when_there_was_nothing_to_crop() -> None:
    sentence = Crop(width=1, height=1).sentence((9, 9), (9, 9))
    assert sentence == "Nothing to crop: it is 1:1 already."


def test_a_small_pair_in_pixels_is_a_size_and_no_ratio() -> None:
    assert understand("resize to 10 x 10 pixels").operations == (Resize(width=10, height=10),)
    assert understand("crop to 4x5").operations == (Crop(width=4, height=5),)


@pytest.mark.parametrize(
    ("words", "operation"),
    [
        ("darken it by half", Brightness(amount=-0.5)),
        ("brighten by a quarter", Brightness(amount=0.25)),
        ("desaturate it by half", Saturation(amount=-0.5)),
        ("de-saturate it by half", Saturation(amount=-0.5)),
        ("cool it down by half", Warmth(amount=-0.5)),
        ("lower contrast by a third", Contrast(amount=-0.3333)),
        ("half as bright", Brightness(amount=-0.5)),
        ("halve the contrast", Contrast(amount=-0.5)),
    ],
)
def test_a_share_goes_the_way_that_was_asked(words: str, operation: Operation) -> None:
    assert understand(words).operations == (operation,)


@pytest.mark.parametrize("words", ["trim 20% off the top", "crop 10% from the left"])
def test_taking_from_one_edge_is_declined_and_never_turned_round(words: str) -> None:
    plan = understand(words)
    assert (plan.operations, plan.unmatched) == ((), (words,))
