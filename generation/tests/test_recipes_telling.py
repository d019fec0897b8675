"""Steps of recipes in words."""

import pytest

from generation.recipes.telling import unmet_need, words_of
from generation.studio import understand


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("crop it square", ["1 : 1"]),
        ("cut 10% off the left", ["10% off the left"]),
        ("cut 40 pixels off the top", ["40 pixels off the top"]),
        ("write “Hello” at the top in red", ["“Hello”", "top", "red"]),
        ("rotate it 90 degrees", ["90°"]),
        ("resize to 1200 pixels wide", ["1200 pixels wide"]),
        ("resize to 800x600", ["800 × 600 pixels"]),
        ("pad it to 16:9 with white", ["16 : 9"]),
        ("change the red to blue", ["from red", "to blue"]),
        ("make it darker", ["−30%"]),
        ("make it warmer", ["+35%"]),
        ("sharpen it", ["50%"]),
        ("raise the exposure by 1 stop", ["1 EV"]),
        ("blur the sky", ["sky only", "30%"]),
        ("coloured pencil sketch", ["in colour", "60%"]),
        ("replace the background with light blue", ["#8ec5ff"]),
        ("straighten it", []),
    ],
)
def test_parameters_are_told_as_a_person_would(words: str, told: list[str]) -> None:
    (step,) = understand(words).to_json()["plan"]
    assert words_of(step["op"], step["params"]) == told


def test_what_this_version_does_not_know_is_told_plainly() -> None:
    assert words_of("zork", {"amount": 0.3, "mood": "odd"}) == ["0.3", "odd"]
    assert words_of("blur", {"zork": 1.5}) == ["1.5"]
    assert unmet_need([{"op": "zork", "params": {}}]) == ""


def test_a_named_part_needs_no_marks() -> None:
    assert unmet_need([{"op": "erase", "params": {"where": "car"}}]) == ""
    assert "marked with the brush" in unmet_need([{"op": "erase", "params": {}}])
