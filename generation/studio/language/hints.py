"""What to say about words that became no operation."""

from functools import lru_cache

from rapidfuzz import fuzz, process

from generation.studio.language.lexicon import lexicon
from generation.studio.language.tokens import clean, tokenise
from generation.studio.language.words import Word, words_of
from generation.studio.operations import OPERATIONS

MOST_SUGGESTIONS = 3
LEAST_LIKENESS = 62
"""On rapidfuzz's scale of 0 to 100; below it a guess only confuses."""

FURTHER = (
    "make it a bit darker", "less contrast", "mute the colours", "make it cooler",
    "crop to 16:9", "crop it for an instagram story", "trim 10% off the top", "zoom in a bit",
    "turn it left", "flip it upside down", "make it half the size", "resize to 1080x1080",
    "make it twice as big", "add the caption “Hello”", "write “Hello” in white at the top",
    "white background", "make it a circle", "turn it into a polaroid", "teal and orange",
    "black and white except the red", "brighten the sky", "darken the background",
    "recover the highlights", "letterbox it", "make it film noir", "add motion blur",
    "sharpen the subject", "warm up the skin", "remove the red cast", "make the sky stormy",
)  # fmt: skip
"""Shown under "did you mean" beside the operations' own examples; each is understood whole."""

ABOUT_AIM = (
    "the studio does not know where that is when it crops. Say how much to take off which side, or "
    "“zoom in a bit”."
)
ABOUT_FILE = "the file's format, size and name are chosen at the download"


CROPS = ("zoom in a bit", "crop it square", "trim 10% off the top")
"""What to offer where a thing was to be cropped to."""


@lru_cache(maxsize=1)
def examples() -> tuple[str, ...]:
    """Instructions that are understood whole."""
    return tuple(dict.fromkeys([*(each.example for each in OPERATIONS.values()), *FURTHER]))


def suggestions_for(unmatched: tuple[str, ...]) -> tuple[str, ...]:
    """Instructions that would be understood, the likest to what was said first."""
    found: list[str] = []
    for clause in unmatched[:MOST_SUGGESTIONS]:
        if _is_aimed(_words(clause)):
            found += CROPS
            continue
        likely = process.extract(
            clause.lower()[:200],
            examples(),
            scorer=fuzz.token_set_ratio,
            score_cutoff=LEAST_LIKENESS,
            limit=2,
        )
        found += [example for example, _, _ in likely]
    return tuple(dict.fromkeys([*found, *_nearest(unmatched)]))[:MOST_SUGGESTIONS]


def _nearest(unmatched: tuple[str, ...]) -> list[str]:
    """The examples nearest in letters: others for other words, the same for the same."""
    said = " ".join(unmatched).lower()[:200]
    near = process.extract(said, examples(), scorer=fuzz.WRatio, limit=MOST_SUGGESTIONS)
    return [example for example, _, _ in near]


def explain_unmatched(unmatched: tuple[str, ...]) -> tuple[str, ...]:
    """A sentence for each clause that was left out."""
    return tuple(_explained(clause) for clause in unmatched)


def _explained(clause: str) -> str:
    words = _words(clause)
    if _is_aimed(words):
        return f"“{clause}” was left out: {ABOUT_AIM}"
    if _is_about_file(words):
        return f"“{clause}” was left out: {ABOUT_FILE}."
    if _is_invention(words):
        return (
            f"“{clause}” needs an AI provider: the studio changes the pixels that are there and "
            "invents none."
        )
    return f"“{clause}” was not understood and left out."


def explain_refusal(unmatched: tuple[str, ...]) -> str:
    """Why nothing at all can be done; empty where nothing was said."""
    read = [(clause, _words(clause)) for clause in unmatched]
    aimed = [clause for clause, words in read if _is_aimed(words)]
    read = [each for each in read if each[0] not in aimed]
    files = [clause for clause, words in read if _is_about_file(words)]
    new = [clause for clause, words in read if clause not in files and _is_invention(words)]
    heard = [clause for clause, _ in read if clause not in {*files, *new}]
    said = [f"The studio did not understand {_quoted(heard)}."] if heard else []
    if aimed:
        said.append(f"As to {_quoted(aimed)}: {ABOUT_AIM}")
    if files:
        said.append(f"As to {_quoted(files)}: {ABOUT_FILE}.")
    if new:
        said.append(
            f"For {_quoted(new)} an AI provider is needed: the studio changes the pixels that are "
            "there and invents none."
        )
    return " ".join(said)


def _quoted(clauses: list[str]) -> str:
    return ", ".join(f"“{clause}”" for clause in clauses[:MOST_SUGGESTIONS])


def _words(clause: str) -> list[Word]:
    return words_of(tokenise(clean(clause)))


def _is_aimed(words: list[Word]) -> bool:
    """Whether the picture is to be cropped to something in it."""
    at = next((at for at, word in enumerate(words) if word.get("action") in {"crop", "zoom"}), None)
    if at is None or any("position" in word or "shape" in word for word in words):
        return False
    return any("region" in word or word.is_unknown for word in words[at + 1 :])


def _is_about_file(words: list[Word]) -> bool:
    return any("file" in word for word in words)


def _is_invention(words: list[Word]) -> bool:
    """Whether it asks for something new in the picture."""
    return any("invent" in word for word in words) and any(
        word.is_unknown or word.meanings.keys() & {"region", "colour", "refuse"} for word in words
    )


__all__ = ["examples", "explain_refusal", "explain_unmatched", "lexicon", "suggestions_for"]
