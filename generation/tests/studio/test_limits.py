import time

import pytest
from PIL import Image

from generation.studio import understand
from generation.studio.language.tokens import LONGEST_READ
from generation.studio.operations import (
    Brightness,
    Contrast,
    Crop,
    Operation,
    Resize,
    Saturation,
    Warmth,
)

MOST_SECONDS = 0.25
"""Thirty times what the longest instruction takes on a slow machine."""


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


@pytest.mark.parametrize(
    ("words", "operation"),
    [
        ("trim 20% off the top", Crop(top=0.2)),
        ("crop 10% from the left", Crop(left=0.1)),
        ("crop the left half", Crop(right=0.5)),
        ("cut off the left half", Crop(left=0.5)),
        ("keep the top third", Crop(bottom=0.6667)),
        ("crop 10% off each side", Crop(left=0.1, top=0.1, right=0.1, bottom=0.1)),
        ("cut 50 px off the bottom", Crop(bottom=50, unit="pixels")),
        ("crop 10% off the top and 20% off the bottom", Crop(top=0.1, bottom=0.2)),
    ],
)
def test_edges_are_cut_as_asked_and_never_turned_round(words: str, operation: Operation) -> None:
    assert understand(words).operations == (operation,)


HOSTILE = [
    "brighter ",
    "not ",
    "make it ",
    "zqzqz wxwxw ",
    "crop the top and ",
    "the red and the blue ",
    "except the ",
    "write ",
    "write hello, ",
    "caption: a, b! ",
    "background with ",
    "1x",
    "10px by ",
    "remove the lamp in the ",
    "keep only the ",
    "all the ",
    "the the ",
    "replace the sky with ",
    "too not so very much ",
    "a b c ",
    "'",
    "blur % ",
    "- ",
    "teal and orange and ",
    "“a” ",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_reading_takes_time_in_proportion_to_the_length(words: str) -> None:
    short, long = (words * (length // len(words) + 1) for length in (1000, LONGEST_READ))
    taken = [min(_seconds(text[:LONGEST_READ]) for _ in range(3)) for text in (short, long)]

    assert taken[1] < max(0.02, taken[0] * 12)
    assert taken[1] < MOST_SECONDS


def _seconds(text: str) -> float:
    """Of this thread's own work, whatever else the machine does: four times the words take about
    four times as long, and would take sixteen where each looked at all the others."""
    start = time.thread_time()
    understand(text)
    return time.thread_time() - start
