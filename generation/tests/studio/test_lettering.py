import numpy as np
import pytest
from PIL import Image, ImageChops

from generation.studio.errors import TextUnprintable
from generation.studio.operations import Text
from generation.studio.operations.geometry import ANCHORS
from generation.studio.operations.typesetting import printable, set_block

GROUND = (90, 90, 90)


def changed_box(text: Text, size: tuple[int, int] = (300, 200)) -> tuple[int, int, int, int]:
    image = Image.new("RGB", size, GROUND)
    box = ImageChops.difference(text.apply(image), image).getbbox()
    assert box is not None
    return box


@pytest.mark.parametrize("position", ANCHORS)
def test_text_stands_at_its_position(position: str) -> None:
    left, top, right, bottom = changed_box(Text(text="Hi", position=position))
    across, down = ANCHORS[position]

    assert ((left + right) / 2 < 100, (left + right) / 2 > 200) == (across == 0, across == 1)
    assert ((top + bottom) / 2 < 67, (top + bottom) / 2 > 133) == (down == 0, down == 1)


@pytest.mark.parametrize("look", ["outlined", "boxed", "plain"])
def test_text_has_its_colour(look: str) -> None:
    image = Text(text="HELLO", color="#ff0000", look=look, size=0.3).apply(
        Image.new("RGB", (300, 200), GROUND)
    )

    assert (np.asarray(image) == (255, 0, 0)).all(axis=2).sum() > 500


def test_text_of_any_length_stays_inside() -> None:
    long = "Wrapped words that go on and on, " * 9
    left, top, right, bottom = changed_box(Text(text=long[:300].strip(), size=0.5))

    assert left > 0
    assert top > 0
    assert right < 300
    assert bottom < 200


def test_a_word_longer_than_the_picture_is_broken() -> None:
    block = set_block("x" * 200, size=20, width=100, height=1000)

    assert len(block.lines) > 1
    assert "".join(block.lines) == "x" * 200
    assert block.width <= 100


def test_lines_are_even() -> None:
    block = set_block("one two three four five six seven", size=20, width=250, height=400)

    assert block.lines == ("one two three four", "five six seven")


def test_line_feeds_are_kept() -> None:
    assert set_block("a\nb", size=20, width=300, height=300).lines == ("a", "b")


def test_text_sets_accents_greek_and_cyrillic() -> None:
    assert printable("Crème brûlée, Ωμέγα, Привет!") == ("Crème brûlée, Ωμέγα, Привет!", "")


def test_text_says_which_letters_it_lacks() -> None:
    text = Text(text="Hi 中 there")

    assert printable(text.text) == ("Hi there", "中")
    assert text.sentence((9, 9), (9, 9)) == (
        "Wrote “Hi there” at the bottom. There are no letters here for “中”: left out."
    )


def test_text_without_any_letters_is_refused() -> None:
    with pytest.raises(TextUnprintable):
        Text(text="中文").apply(Image.new("RGB", (50, 50)))


def test_opacity_lets_the_ground_through() -> None:
    image = Text(text="HELLO", size=0.3, look="plain", opacity=0.5).apply(
        Image.new("RGB", (300, 200), GROUND)
    )

    assert 150 < int(np.asarray(image).max()) < 190


def test_text_on_transparency_is_opaque_itself() -> None:
    result = Text(text="HELLO", size=0.3).apply(Image.new("RGBA", (300, 200), (0, 0, 0, 0)))

    assert result.getchannel("A").getextrema() == (0, 255)
