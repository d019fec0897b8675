"""The lexicon, loaded once from lexicon.toml."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from generation.studio.language.tokens import tokenise

Meanings = Mapping[str, str]
"""Kind of meaning (a table of the file) to the meaning (a key in it)."""

REPAIRED_KINDS = frozenset(
    [
        "change",
        "quality",
        "dial",
        "effect",
        "action",
        "amount",
        "direction",
        "turn",
        "axis",
        "position",
        "shape",
        "unit",
    ]
)
"""Kinds whose words a misspelt word may be taken for."""

NO_PHRASES = frozenset({"real", "example"})

ARTICLES = frozenset({"the", "all", "any", "my", "its", "these"})
"""Words that may stand anywhere inside a phrase."""

PARTICLES = frozenset({"up", "down", "out", "off", "back", "in", "away", "over"})
OBJECTS = "it;this;that;them;things;everything;the picture;the photo;the image;the pic;the colors"
"""What may stand between a verb and its particle: "liven it up" as "liven up"."""


@dataclass(frozen=True)
class Lexicon:
    phrases: Mapping[tuple[str, ...], Meanings]
    loose: Mapping[tuple[str, ...], Meanings]
    """The phrases of several words without their articles: "take out color"."""
    longest: int
    """Tokens in the longest phrase."""
    known: frozenset[str]
    """Words that are right as they are."""
    repairable: tuple[str, ...]
    """Words that a misspelt one may be taken for, the likelier first where all else is equal."""
    examples: tuple[str, ...]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon of this package."""
    tables = tomllib.loads(files(__package__).joinpath("lexicon.toml").read_text("utf-8"))
    phrases: dict[tuple[str, ...], dict[str, str]] = {}
    repairable: set[str] = set()
    for kind, table in tables.items():
        if kind in NO_PHRASES:
            continue
        for meaning, texts in table.items():
            for phrase in (each for text in texts for each in _variants(phrase_of(text))):
                phrases.setdefault(phrase, {}).setdefault(kind, meaning)
                repairable |= set(phrase) if kind in REPAIRED_KINDS else set()
    words = {word for phrase in phrases for word in phrase}
    real = {word for text in tables["real"]["real"] for word in text.split()}
    return Lexicon(
        phrases=phrases,
        loose=_loose(phrases),
        longest=max(map(len, phrases)),
        known=frozenset(words | real),
        repairable=tuple(
            sorted((each for each in repairable if len(each) > 3 and each.isalpha()), key=_rank)
        ),
        examples=tuple(text for texts in tables["example"].values() for text in texts),
    )


def phrase_of(text: str) -> tuple[str, ...]:
    """A phrase of the lexicon as the tokens it is met as."""
    return tuple(token.text for token in tokenise(text))


def _variants(phrase: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The phrase, and those with an object between its verb and its particle."""
    if len(phrase) != 2 or phrase[1] not in PARTICLES:
        return [phrase]
    objects = [tuple(each.split()) for each in OBJECTS.split(";")]
    return [phrase, *((phrase[0], *each, phrase[1]) for each in objects)]


def without_articles(phrase: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word in phrase if word not in ARTICLES)


def _loose(
    phrases: Mapping[tuple[str, ...], Meanings],
) -> dict[tuple[str, ...], Meanings]:
    bare = {without_articles(phrase): meanings for phrase, meanings in phrases.items()}
    return {phrase: meanings for phrase, meanings in bare.items() if len(phrase) > 1}


def _rank(word: str) -> tuple[int, str]:
    """Longer words first: a letter is more often missed than hit twice."""
    return -len(word), word
