import pytest

from generation.studio import understand
from generation.studio.language.hints import examples, explain_refusal, explain_unmatched
from generation.studio.language.spelling import repaired
from generation.studio.operations import (
    OPERATIONS,
    Blur,
    Brightness,
    Crop,
    Grayscale,
    Operation,
    Text,
)
from generation.studio.plan import LONGEST_NOTE, MOST_NOTES, MOST_OPERATIONS


def test_understand_gives_the_same_plan_each_time() -> None:
    sentence = "Make it brighter, add a hat; crop it square & write 'Hi' at the top"

    assert understand(sentence) == understand(sentence)


@pytest.mark.parametrize("text", ["", "   ", "\n", "!!!", "\x00", "“”", "''", "\u202e", "🙂"])
def test_understand_finds_nothing_in_nothing(text: str) -> None:
    assert understand(text).operations == ()


def test_understand_suggests_where_nothing_is_understood() -> None:
    plan = understand("frobnicate the thing")

    assert plan.operations == ()
    assert plan.suggestions


def test_understand_suggests_what_was_nearly_said() -> None:
    assert understand("crop").suggestions[0].startswith("crop")


def test_understand_suggests_nothing_where_all_is_understood() -> None:
    assert understand("make it brighter").suggestions == ()


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_example_of_an_operation_asks_for_exactly_that(operation: type[Operation]) -> None:
    plan = understand(operation.example)

    assert [type(each) for each in plan.operations] == [operation]
    assert plan.unmatched == ()
    assert plan.confidences == (1.0,)


@pytest.mark.parametrize("example", examples())
def test_examples_are_understood_whole(example: str) -> None:
    plan = understand(example)

    assert plan.operations
    assert plan.unmatched == ()


@pytest.mark.parametrize(
    "say", ["make\x00 it \x07brighter", "make it \u202ebrighter\u202c", "bri\u200bghter"]
)
def test_understand_ignores_control_and_bidirectional_characters(say: str) -> None:
    assert understand(say).operations == (Brightness(amount=0.3),)


def test_quoted_text_keeps_no_control_characters() -> None:
    plan = understand("write 'a\x00b\u202ec\td' at the top")

    assert plan.operations == (Text(text="a bc d", position="top"),)


def test_quoted_text_is_never_an_instruction() -> None:
    plan = understand("write 'crop it square, blur it; and rotate it'")

    assert plan.operations == (Text(text="crop it square, blur it; and rotate it"),)


def test_an_instruction_that_is_quoted_whole_is_read() -> None:
    assert understand("“make it black and white”").operations == (Grayscale(),)


@pytest.mark.parametrize(
    "text",
    [
        "brighter " * 2500,
        "a" * 20_000,
        "'" * 20_000,
        '"x" ' * 5000,
        "1:" * 10_000,
        "9" * 20_000,
        "not " * 5000,
        "make it " * 2500,
        "zqzqz wxwxw " * 1700,
        "é\u0301" * 7000,
        "(((((" * 4000,
        "\n\n,,;;" * 3000,
    ],
    ids=range(12),
)
def test_understand_answers_a_long_text_quickly(text: str) -> None:

    plan = understand(text)

    assert len(plan.operations) <= MOST_OPERATIONS
    assert len(plan.unmatched) <= MOST_NOTES
    assert all(len(note) <= LONGEST_NOTE for note in plan.unmatched)


@pytest.mark.parametrize(
    "word", ["hat", "even", "world", "point", "wife", "crow", "bright", "site", "cost"]
)
def test_real_words_are_not_repaired(word: str) -> None:
    assert repaired(word) == word


@pytest.mark.parametrize(
    ("typo", "meant"),
    [
        ("birghter", "brighter"),
        ("contarst", "contrast"),
        ("rbighter", "brighter"),
        ("horizontaly", "horizontally"),
        ("sharpan", "sharpen"),
    ],
)
def test_misspelt_words_are_repaired(typo: str, meant: str) -> None:
    assert repaired(typo) == meant


def test_a_plan_from_words_is_valid_json_and_back() -> None:
    plan = understand("write “Hi” in red, resize to 800x600, warmer, add a hat")

    assert type(plan).from_json(plan.to_json()) == plan


@pytest.mark.parametrize(
    ("say", "confidence"),
    [
        ("make it brighter", 1.0),
        ("birghter", 0.8),
        ("it is dark", 0.85),
        ("brighten the flugelhorn", 0.6),
    ],
)
def test_confidence_falls_with_what_was_guessed(say: str, confidence: float) -> None:
    assert understand(say).confidences == (confidence,)


def test_each_operation_has_its_own_confidence() -> None:
    assert understand("birghter and sharpen it").confidences == (0.8, 1.0)


@pytest.mark.parametrize("say", ["do not blur it", "don't crop", "no vignette please"])
def test_what_is_only_declined_is_nothing_to_do_and_no_nonsense(say: str) -> None:
    plan = understand(say)

    assert (plan.operations, plan.unmatched) == ((), ())


@pytest.mark.parametrize("say", ["convert to png", "make it smaller than 1MB", "make it 300 dpi"])
def test_what_is_about_the_file_is_left_to_the_download(say: str) -> None:
    plan = understand(say)

    assert (plan.operations, plan.unmatched) == ((), (say,))
    assert "chosen at the download" in explain_refusal(plan.unmatched)
    assert "chosen at the download" in explain_unmatched(plan.unmatched)[0]


def test_suggestions_differ_with_what_was_said() -> None:
    said = ["fizzle the colours", "bend the corners", "wobble the text", "squash the sky"]
    found = {understand(each).suggestions for each in said}

    assert len(found) == len(said)


def test_none_of_an_effect_is_an_effect_of_nothing() -> None:
    assert understand("blur 0%").operations == (Blur(amount=0),)


def test_an_amount_is_clipped_to_what_there_is() -> None:
    assert understand("brightness by 1000%").operations == (Brightness(amount=1),)


@pytest.mark.parametrize(
    "text",
    ["brighter ²", "rotate 5² degrees", "crop to ①:②", "²", "crop to 99999:1", "pad to 99999:1"],
)
def test_numbers_that_are_none_break_nothing(text: str) -> None:
    understand(text)


@pytest.mark.parametrize(
    ("text", "sides"),
    [("crop to 0.5:0.5", (1, 1)), ("crop 0.1:0.2", (1, 2)), ("crop to 0.5:1", (1, 2))],
)
def test_a_ratio_of_parts_is_one_of_wholes(text: str, sides: tuple[float, float]) -> None:
    (crop,) = understand(text).operations
    assert isinstance(crop, Crop)
    assert (crop.width, crop.height) == sides
