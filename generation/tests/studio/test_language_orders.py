"""Several wishes in one breath, faults in a row, and what a number or a size is said of."""

import pytest

from generation.studio import understand
from generation.studio.language.hints import CROPS, explain_refusal
from generation.studio.language.lexicon import PLAIN, lexicon, phrase_of
from generation.studio.language.slots import levels_for
from generation.studio.language.tokens import tokenise
from generation.tests.studio.notation import noted


def _read(sentence: str) -> tuple[list[str], list[str]]:
    plan = understand(sentence)
    return [noted(each) for each in plan.operations], list(plan.unmatched)


@pytest.mark.parametrize(
    ("sentence", "wishes"),
    [
        (
            "remove the car blur the background sharpen the face",
            ["remove the car", "blur the background", "sharpen the face"],
        ),
        (
            "make it brighter make it square add a border",
            ["make it brighter", "make it square", "add a border"],
        ),
        ("change the red car to blue make it warmer", ["change the red car to blue", "warmer"]),
        ("straighten the horizon crop 16:9", ["straighten the horizon", "crop 16:9"]),
        ("resize to 800 px wide sharpen a bit", ["resize to 800 px wide", "sharpen a bit"]),
    ],
)
def test_run_of_wishes_is_read_as_each_alone(sentence: str, wishes: list[str]) -> None:
    alone = [_read(each) for each in wishes]

    assert _read(sentence) == ([each for found, _ in alone for each in found], [])


@pytest.mark.parametrize(
    "sentence",
    ["write keep calm make it big", "add the caption lower the lights add a candle"],
)
def test_verbs_in_a_caption_part_nothing(sentence: str) -> None:
    assert [each.name for each in understand(sentence).operations] == ["text"]


def test_wish_that_cannot_be_met_does_not_swallow_its_neighbour() -> None:
    assert _read("add a rainbow behind the house make it brighter") == (
        ["brightness amount=0.3"],
        ["add a rainbow behind the house"],
    )


def test_each_quote_of_a_clause_is_a_text_of_its_own() -> None:
    assert _read('top "one" bottom "two"') == (["text text=one position=top", "text text=two"], [])
    assert _read('"one" at the top "two" at the bottom') == _read('top "one" bottom "two"')


def test_way_and_amount_behind_a_dial_are_its_own() -> None:
    assert _read("contrast up a bit saturation down a lot") == (
        ["contrast amount=0.12", "saturation amount=-0.63"],
        [],
    )


def test_second_fault_of_a_sentence_is_cured_not_made() -> None:
    assert _read("it is dark and blurry") == (["brightness amount=0.3", "sharpen amount=0.5"], [])


def test_order_after_a_complaint_is_for_what_was_complained_of() -> None:
    assert _read("the sky is too dark, brighten it") == (["brightness where=sky amount=0.3"], [])


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("pixelate it a lot", "pixelate blocks=22"),
        ("pixelate it slightly", "pixelate blocks=100"),
        ("pixelate it with big blocks", "pixelate blocks=22"),
        ("pixelate the big car", "pixelate where=the big car"),
        ("halftone with huge dots", "halftone cells=46"),
        ("halftone with 80 big dots", "halftone cells=80"),
        ("pixel art with bigger pixels", "pixel_art blocks=53"),
    ],
)
def test_pieces_are_as_big_as_said(sentence: str, expected: str) -> None:
    assert _read(sentence) == ([expected], [])


@pytest.mark.parametrize(("colours", "levels"), [(2, 2), (8, 2), (26, 2), (27, 3), (64, 4)])
def test_levels_make_no_more_colours_than_asked(colours: int, levels: int) -> None:
    assert levels_for(colours) == levels


def test_few_colours_are_counted_but_levels_are_taken_as_they_are() -> None:
    assert _read("reduce to 27 colours") == (["posterize levels=3"], [])
    assert _read("posterize to 6 colours") == (["posterize levels=6"], [])


@pytest.mark.parametrize(
    "sentence", ["black and white like in the old days", "sepia as in my youth"]
)
def test_what_it_is_compared_to_is_no_part(sentence: str) -> None:
    assert all(not each.where for each in understand(sentence).operations)


def test_cut_out_is_put_on_the_colour_that_follows() -> None:
    assert _read("remove the background and make it white") == (["background_replace"], [])


def test_crop_to_a_thing_says_what_can_be_cropped_instead() -> None:
    plan = understand("crop to the face")

    assert plan.operations == ()
    assert plan.suggestions == CROPS
    assert "which side" in explain_refusal(plan.unmatched)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("rotate 2,5 degrees", "rotate degrees=2.5"),
        ("resize to 1,200 px", "resize longest=1200"),
        ("exposure -1/3", "exposure stops=-0.3333"),
        ("put the date 24.12.1968 in the corner", "text text=24.12.1968 position=bottom right"),
    ],
)
def test_numbers_are_read_as_they_are_written(sentence: str, expected: str) -> None:
    assert _read(sentence) == ([expected], [])


def test_plain_phrases_are_loaded_as_they_would_be_met() -> None:
    plain = [" ".join(each) for each in lexicon().phrases if PLAIN.fullmatch(" ".join(each))]

    assert len(plain) > 5000
    assert all(phrase_of(each) == tuple(token.text for token in tokenise(each)) for each in plain)
