"""More detail for short words."""

import pytest

from generation.enhancing import CRAFT, KEEP, KEEP_SHAPES, enhance
from generation.models import Mode


@pytest.mark.parametrize(
    ("prompt", "added"),
    [
        ("portrait of an old man", "Natural skin"),
        ("a mountain lake", "A wide view"),
        ("a red chair", "One clear subject"),
        ("coffee and cake", "Seen close up"),
        ("a sleeping cat", "Fine fur"),
    ],
)
def test_pictures_from_words_get_what_suits_their_subject(prompt: str, added: str) -> None:
    told = enhance(prompt, Mode.TEXT)
    assert told.startswith(f"{prompt}. ")
    assert added in told
    assert told.endswith("Soft natural light.")


def test_light_that_was_named_is_not_named_again() -> None:
    assert "Soft natural light" not in enhance("a lake at dusk", Mode.TEXT)


def test_drawn_things_get_no_photographers_words() -> None:
    assert enhance("a watercolour of a cat", Mode.TEXT) == f"a watercolour of a cat. {CRAFT}"


@pytest.mark.parametrize("prompt", ["make the car red", "add a hat to the dog"])
def test_an_edit_of_a_part_is_told_to_keep_the_rest(prompt: str) -> None:
    assert enhance(prompt, Mode.IMAGE) == f"{prompt}. {KEEP}"


@pytest.mark.parametrize("prompt", ["make it night", "Brighten it a little", "warmer colours"])
def test_an_edit_of_the_light_is_not_told_to_keep_it(prompt: str) -> None:
    assert enhance(prompt, Mode.IMAGE) == f"{prompt}. {KEEP_SHAPES}"


def test_words_in_other_scripts_are_ended_and_counted_their_own_way() -> None:
    assert enhance("把车变成红色。", Mode.IMAGE) == f"把车变成红色。 {KEEP}"
    assert enhance("湖" * 300, Mode.TEXT) == "湖" * 300


@pytest.mark.parametrize("prompt", ["in the style of Monet", "turn the photo into a sketch"])
def test_an_edit_of_all_of_it_is_not(prompt: str) -> None:
    assert enhance(prompt, Mode.IMAGE) == prompt


@pytest.mark.parametrize("mode", [Mode.TEXT, Mode.IMAGE])
def test_long_words_stay_as_they_are(mode: str) -> None:
    prompt = "a lake, " * 41
    assert enhance(prompt, mode) == prompt.strip()
