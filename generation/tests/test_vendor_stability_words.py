"""What Stability's rules read in words. A wrong guess is paid for: so most of this is what they
leave alone."""

import time

import pytest
from PIL import Image

from generation.enhancing import enhance
from generation.models import Mode
from generation.providers.base import ProviderRequest
from generation.providers.stability.choosing import operation_of
from generation.providers.stability.widening import filling, widening
from generation.providers.stability.wording import (
    Change,
    new_background,
    only_removes,
    recolouring,
    replacement,
    request_in,
)


def chosen(prompt: str, size: tuple[int, int] = (400, 200)) -> str:
    request = ProviderRequest(
        prompt=prompt, mode="image-to-image", model="core", seed=1, image=Image.new("RGB", size)
    )
    return operation_of(request, ("core", "ultra", "sd3")).name


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("Please remove the background.", "remove-background"),
        ("remove the busy background from this photo", "remove-background"),
        ("get rid of the background behind her", "remove-background"),
        ("change the background to transparent", "remove-background"),
        ("swap the background for a snowy street", "replace-background-and-relight"),
        ("make the background a beach at dusk", "replace-background-and-relight"),
        ("make it sharper and larger", "fast"),
        ("enlarge the picture", "fast"),
        ("Upscale this photo!", "fast"),
        ("extend the sky upwards", "outpaint"),
        ("expand it to 16:9", "outpaint"),
        ("widen the picture", "outpaint"),
        ("extend the canvas on all sides", "outpaint"),
        ("uncrop", "outpaint"),
        ("paint the wall light blue", "search-and-recolor"),
        ("change the colour of the car to red", "search-and-recolor"),
        ("turn the lights green", "search-and-recolor"),
        ("swap my hat for a crown", "search-and-replace"),
        ("change the dog to a cat", "search-and-replace"),
        ("replace all the chairs with sofas", "search-and-replace"),
        ("turn the sky into a galaxy", "search-and-replace"),
        ("replace the dog with a cat, but keep its collar", "search-and-replace"),
    ],
)
def test_plain_requests_find_their_operation(prompt: str, name: str) -> None:
    assert chosen(prompt) == name


@pytest.mark.parametrize(
    "prompt",
    [
        "",
        "...",
        "turn the photo into a watercolour painting",
        "turn this picture into an oil painting",
        "turn it into a cartoon",
        "turn the day into night",
        "change the season to a winter",
        "make the photo black and white",
        "make it black and white",
        "make the room look more green",
        "make the people look less blue",
        "remove the man in the background",
        "remove the background noise",
        "blur the background",
        "remove the background and add a beach",
        "remove the background. Then put her on a beach",
        "replace the dog with a cat and make it night",
        "replace the dog with a cat. Add snow.",
        "extend the beard",
        "extend his left arm",
        "widen the smile",
        "enlarge the eyes",
        "expand on this idea",
        "don't remove the background",
        "do not upscale this",
        "let the dog fly a kite",
    ],
)
def test_anything_else_is_an_edit_of_the_whole(prompt: str) -> None:
    assert chosen(prompt) == "image-to-image"


@pytest.mark.parametrize(
    "prompt",
    [
        "remove the background",
        "replace the background with a beach",
        "make the jacket red",
        "replace the dog with a cat",
        "extend it to the left by 50 px",
        "upscale this",
    ],
)
def test_more_detailed_words_ask_for_the_same(prompt: str) -> None:
    longer = enhance(prompt, Mode.IMAGE)
    assert longer != prompt
    assert chosen(longer) == chosen(prompt) != "image-to-image"
    assert request_in(longer) == prompt


@pytest.mark.parametrize(
    ("asked", "change"),
    [
        ("make the jacket dark red", Change("jacket", "dark red jacket")),
        ("make the black dog white", Change("black dog", "white dog")),
        ("dye her long hair purple", Change("long hair", "purple long hair")),
        ("make the car fast", None),
        ("make the whole picture blue", None),
        ("make the man on the left by the door next to the tree red", None),
    ],
)
def test_recolouring(asked: str, change: Change | None) -> None:
    assert recolouring(asked) == change


@pytest.mark.parametrize(
    ("asked", "change"),
    [
        ("replace the book by the window with a lamp", Change("book by the window", "a lamp")),
        ("replace the lamp by a tree", Change("lamp", "a tree")),
        ("exchange his tie for a scarf with dots", None),
        ("swap the cup for a glass", Change("cup", "a glass")),
        ("turn the horse into a unicorn", Change("horse", "a unicorn")),
        ("replace it with a cat", Change("it", "a cat")),
    ],
)
def test_replacement(asked: str, change: Change | None) -> None:
    found = replacement(asked)
    if change is None:
        assert found != Change("tie", "dots")
    else:
        assert found == change


@pytest.mark.parametrize(
    ("asked", "is_removal"),
    [
        ("remove the lamp", True),
        ("remove the lamp and the chair", True),
        ("get rid of it", True),
        ("remove the lamp and add a tree", False),
        ("remove the lamp, put a tree there", False),
        ("remove the sign, a tree instead", False),
        ("remove the car and fill it with grass", False),
        ("a red hat", False),
        ("", False),
    ],
)
def test_only_removes(asked: str, is_removal: bool) -> None:
    assert only_removes(asked) == is_removal


def test_new_background_is_what_stands_behind() -> None:
    assert new_background("change the background to a beach with palms") == "a beach with palms"
    assert new_background("make the background blurry") == ""


@pytest.mark.parametrize(
    ("asked", "added"),
    [
        ("zoom out", {"left": 100, "right": 100, "up": 50, "down": 50}),
        ("extend it to the left", {"left": 100}),
        ("extend it by 30 px", {"left": 30, "right": 30, "up": 30, "down": 30}),
        ("extend 64 pixels up", {"up": 64}),
        ("extend it to the right by 120", {"right": 120}),
        ("extend left 20 px and down 50 px", {"left": 20, "down": 50}),
        ("50 px at the top and 20 px to the left", {"up": 50, "left": 20}),
        ("expand it by 50% on the left and the top", {"left": 200, "up": 100}),
        ("widen the picture", {"left": 100, "right": 100}),
        ("extend it by 9999 px to the left", {"left": 2000}),
        ("expand it to 3:1", {"left": 100, "right": 100}),
        ("expand it to 3:1 on the left", {"left": 200}),
        ("expand it to 1:1", {"up": 100, "down": 100}),
        ("zoom out to show 100 people", {"left": 100, "right": 100, "up": 50, "down": 50}),
        ("expand it to 2:1", {"left": 100, "right": 100, "up": 50, "down": 50}),
    ],
)
def test_widening(asked: str, added: dict[str, int]) -> None:
    assert widening(asked, (400, 200)) == added


def test_widening_reaches_the_shape_that_is_set() -> None:
    assert widening("zoom out", (400, 200), 4.0) == {"left": 200, "right": 200}
    assert widening("extend it by 10 px", (400, 200), 4.0)["up"] == 10


def test_filling_is_what_shall_be_seen() -> None:
    assert filling("expand the top with a blue sky") == "a blue sky"
    assert filling("zoom out to show the street") == "the street"
    assert filling("extend it with 200 px") == filling("zoom out") == ""


@pytest.mark.parametrize(
    "prompt",
    [
        "replace the " + "dog " * 2000,
        "make the " + "very " * 1600 + "red",
        " " * 8000,
        "remove the background " * 360,
        "extend " + "the left arm " * 600,
        "cut out " * 1000,
        ", and" * 1600,
        "a" * 8000,
        "with " * 1600,
    ],
)
def test_long_words_are_read_at_once(prompt: str) -> None:
    started = time.process_time()
    chosen(prompt)
    assert time.process_time() - started < 1
