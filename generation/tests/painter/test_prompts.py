"""What the painter reads in a prompt, and what it says that it cannot paint."""

from typing import Any

import pytest

from generation.studio.painter import (
    SCENES,
    SUGGESTIONS,
    PromptNotUnderstood,
    Sketch,
    explain,
    read_prompt,
    remark,
)
from generation.studio.painter.scenes import TABLE
from generation.studio.painter.vocabulary import ROLES, vocabulary


def said(prompt: str) -> dict[str, Any]:
    """The sketch without what the prompt left open."""
    sketch = read_prompt(prompt)
    return {name: value for name, value in vars(sketch).items() if value and name != "mended"}


@pytest.mark.parametrize(
    ("prompt", "sketch"),
    [
        (
            "a misty pine forest at dawn in autumn, oil painting style, 16:9",
            {
                "scene": "forest",
                "light": "dawn",
                "weather": "fog",
                "season": "autumn",
                "style": "oil",
            },
        ),
        ("mountains", {"scene": "mountains"}),
        ("a lake below mountains", {"scene": "lake"}),
        ("snowy peaks", {"scene": "mountains", "season": "winter"}),
        ("mountains in the snow", {"scene": "mountains", "season": "winter"}),
        ("snow", {"scene": "snow"}),
        ("a storm over the mountains", {"scene": "mountains", "weather": "storm"}),
        ("storm over the sea", {"scene": "storm", "kind": "sea"}),
        ("lightning", {"scene": "storm"}),
        (
            "a city by night in the rain, cyberpunk",
            {"scene": "city", "light": "night", "weather": "rain", "style": "neon"},
        ),
        ("a sunny morning by the sea", {"scene": "ocean", "light": "dawn"}),
        ("a lake with no clouds", {"scene": "lake", "weather": "clear"}),
        ("an ocean at night without the moon", {"scene": "ocean", "light": "night"}),
        ("the moon over the water", {"scene": "ocean", "light": "night"}),
        ("green hills", {"scene": "hills"}),
        ("purple hills", {"scene": "hills", "palette": ("purple",)}),
        ("teal and orange canyon", {"scene": "canyon", "palette": ("teal and orange",)}),
        (
            "monochrome blue mountains",
            {"scene": "mountains", "palette": ("monochrome", "blue")},
        ),
        ("pink tulips", {"scene": "meadow", "kind": "tulips"}),
        (
            "a calm, dreamy beach in pastel colours",
            {"scene": "beach", "feelings": ("calm", "dreamy"), "palette": ("pastel",)},
        ),
        ("banana pattern", {"scene": "pattern", "kind": "fruit"}),
        ("a bunch of bananas", {"scene": "bananas"}),
        ("poster of mountains", {"scene": "poster"}),
        ("a poster of a city", {"scene": "city", "style": "flat"}),
        ("saturn", {"scene": "planet", "kind": "rings"}),
        ("palm trees", {"scene": "beach"}),
        ("northern lights over a frozen lake", {"scene": "aurora", "season": "winter"}),
        ("pink and gold", {"scene": "abstract", "palette": ("pink", "gold"), "is_guess": True}),
        ("autumn", {"scene": "forest", "season": "autumn", "is_guess": True}),
        ("a red sunset", {
            "scene": "ocean", "light": "sunset", "palette": ("red",), "is_guess": True,
        }),
        ("Tokyo at night", {"scene": "city", "light": "night", "places": ("Tokyo",)}),
        ("beach in winter", {"scene": "beach", "left_out": ("winter",)}),
        ("A Sérene LAKE!!", {"scene": "lake", "feelings": ("calm",)}),
    ],
)  # fmt: skip
def test_prompt_is_read(prompt: str, sketch: dict[str, Any]) -> None:
    assert said(prompt) == sketch


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("gray watercolor hills in the fall", "grey watercolour hills in autumn"),
        ("colorful hills", "colourful hills"),
        ("a cozy forest", "a cosy woodland"),
        ("mountians at sunst", "mountains at sunset"),
        ("a forrest", "a forest"),
        ("sky-scrapers", "skyscraper"),
    ],
)
def test_spellings_and_typing_mistakes_are_read_alike(one: str, other: str) -> None:
    assert said(one) == said(other)


def test_mended_words_are_told() -> None:
    assert remark(read_prompt("montains")) == ("“montains” was read as “mountain”.",)


@pytest.mark.parametrize(
    ("prompt", "scene", "unmatched"),
    [
        ("a dragon over the mountains", "mountains", ("a dragon",)),
        ("a castle and two knights in a meadow", "meadow", ("a castle", "two knights")),
        ("a red car in the snow", "snow", ("red car",)),
        ("my grandmother on the beach", "beach", ("my grandmother",)),
        ("a knight in the desert", "desert", ("a knight",)),
    ],
)
def test_what_it_cannot_paint_is_named_and_the_rest_is_painted(
    prompt: str, scene: str, unmatched: tuple[str, ...]
) -> None:
    sketch = read_prompt(prompt)

    assert (sketch.scene, sketch.unmatched, sketch.palette) == (scene, unmatched, ())


def test_left_out_words_make_one_sentence() -> None:
    assert remark(read_prompt("a dragon over the mountains")) == (
        "“a dragon” was left out: that needs an AI provider.",
    )
    assert remark(read_prompt("a castle and two knights in a meadow")) == (
        "“a castle” and “two knights” were left out: they need an AI provider.",
    )


@pytest.mark.parametrize(
    ("prompt", "unmatched"),
    [
        ("a dragon", ("a dragon",)),
        ("my grandmother", ("my grandmother",)),
        ("two dogs playing chess", ("two dogs playing chess",)),
        ("two dogs playing chess at sunset, oil painting", ("two dogs playing chess",)),
        ("a cat on a rock", ("a cat",)),
        ("asdfgh qwerty", ("asdfgh qwerty",)),
        ("漢字", ("漢字",)),
        ("", ()),
        ("a beautiful picture", ()),
        ("?!", ()),
    ],
)
def test_prompt_of_nothing_it_knows_is_refused_with_suggestions(
    prompt: str, unmatched: tuple[str, ...]
) -> None:
    with pytest.raises(PromptNotUnderstood) as caught:
        read_prompt(prompt)

    assert caught.value.code == "instruction_not_understood"
    assert (caught.value.unmatched, caught.value.suggestions) == (unmatched, SUGGESTIONS)


@pytest.mark.parametrize("prompt", SUGGESTIONS)
def test_suggestions_are_understood_in_full(prompt: str) -> None:
    sketch = read_prompt(prompt)

    assert (sketch.unmatched, sketch.left_out, sketch.mended) == ((), (), ())
    assert not sketch.is_guess


def test_very_long_prompt_is_read() -> None:
    assert read_prompt("a lake " * 2000).scene == "lake"


def test_explanation_names_all_that_was_asked_for() -> None:
    sketch = read_prompt("a dreamy misty lake in autumn, pastel, watercolour")

    assert explain(sketch, ("dawn", "night")) == (
        "Painted peaks mirrored in a still lake, at dawn and at night, in mist, in autumn.",
        "Palette: pastel colours.",
        "Mood: dreamy.",
        "Finished as a watercolour.",
    )


def test_every_scene_has_words_and_a_title_and_no_role_is_empty() -> None:
    names = {meaning.name for meaning in vocabulary().entries if meaning.role == "scene"}

    assert names == set(SCENES)
    assert all(vocabulary().entry("scene", name).title for name in SCENES)
    assert {meaning.role for meaning in vocabulary().entries} == {"scene", *ROLES}


def test_vocabulary_names_only_what_the_painter_has() -> None:
    for meaning, entry in vocabulary().entries.items():
        assert entry.scene in {"", *SCENES}
        assert entry.covers | entry.stands_in <= set(SCENES)
        if meaning.role == "kind":
            assert meaning.name in TABLE[entry.scene].kinds


@pytest.mark.parametrize("phrase", sorted(vocabulary().phrases))
def test_every_phrase_is_read_in_a_sentence(phrase: str) -> None:
    assert read_prompt(f"a lake, {phrase}").unmatched == ()


def test_sketch_of_a_name_is_that_scene() -> None:
    assert Sketch("lake") == read_prompt("lake")
