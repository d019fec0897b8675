"""The lexicon, loaded once from lexicon.toml and real_words.txt."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from generation.studio.language.tokens import folded, tokenise

Meanings = Mapping[str, str]
"""Kind of meaning (a table of the file) to the meaning (a key in it)."""

NOT_REPAIRED = frozenset({"filler", "region", "refuse", "question", "reason", "file", "picture"})
"""Kinds whose words no misspelt word is taken for, unless they have another kind too."""

ARTICLES = frozenset({"the", "all", "any", "my", "its", "these"})
"""Words that may stand anywhere inside a phrase."""

PLAIN = re.compile(r"[a-z]+(?:[' ][a-z]+)*")

PARTICLES = frozenset({"up", "down", "out", "off", "back", "in", "away", "over"})
OBJECTS = tuple(
    tuple(each.split())
    for each in (
        "it", "this", "that", "them", "things", "everything", "the picture", "the photo",
        "the image", "the pic", "the colors",
    )
)  # fmt: skip
"""What may stand between a verb and its particle: "liven it up" as "liven up"."""


@dataclass(frozen=True)
class Lexicon:
    phrases: Mapping[tuple[str, ...], Meanings]
    loose: Mapping[tuple[str, ...], Meanings]
    """The phrases of several words without their articles: "take out color"."""
    longest: Mapping[str, int]
    """First word of a phrase to the tokens in the longest one that starts so."""
    known: frozenset[str]
    """Words that are right as they are."""
    repairable: tuple[str, ...]
    """Words that a misspelt one may be taken for, the likelier first where all else is equal."""


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon of this package."""
    here = files(__package__)
    tables = tomllib.loads(here.joinpath("lexicon.toml").read_text("utf-8"))
    phrases: dict[tuple[str, ...], dict[str, str]] = {}
    repairable: set[str] = set()
    for kind, table in tables.items():
        for meaning, texts in table.items():
            for phrase in (each for text in texts for each in _variants(phrase_of(text))):
                phrases.setdefault(phrase, {}).setdefault(kind, meaning)
                repairable |= set(phrase) if kind not in NOT_REPAIRED else set()
    real = _words(here.joinpath("real_words.txt").read_text("utf-8"))
    loose = _loose(phrases)
    return Lexicon(
        phrases=phrases,
        loose=loose,
        longest=_longest([*phrases, *loose]),
        known=frozenset({word for phrase in phrases for word in phrase} | real),
        repairable=tuple(
            sorted((each for each in repairable if len(each) > 3 and each.isalpha()), key=_rank)
        ),
    )


def phrase_of(text: str) -> tuple[str, ...]:
    """A phrase of the lexicon as the tokens it is met as."""
    if PLAIN.fullmatch(text):
        # Nine in ten are plain words; without the tokeniser the lexicon loads in half the time.
        return tuple(folded(text).split())
    return tuple(token.text for token in tokenise(text))


def without_articles(phrase: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word in phrase if word not in ARTICLES)


def _words(text: str) -> set[str]:
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return {word for line in lines for word in line.split()}


def _longest(phrases: Iterable[tuple[str, ...]]) -> dict[str, int]:
    longest: dict[str, int] = {}
    for phrase in phrases:
        longest[phrase[0]] = max(len(phrase), longest.get(phrase[0], 1))
    return longest


def _variants(phrase: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The phrase, and those with an object between its verb and its particle."""
    if len(phrase) != 2 or phrase[1] not in PARTICLES:
        return [phrase]
    return [phrase, *((phrase[0], *each, phrase[1]) for each in OBJECTS)]


def _loose(
    phrases: Mapping[tuple[str, ...], Meanings],
) -> dict[tuple[str, ...], Meanings]:
    bare: dict[tuple[str, ...], Meanings] = {}
    for phrase, meanings in phrases.items():
        if {phrase[0], phrase[-1]} & ARTICLES:
            continue
        bare.setdefault(without_articles(phrase), meanings)
    return {phrase: meanings for phrase, meanings in bare.items() if len(phrase) > 1}


def _rank(word: str) -> tuple[int, str]:
    """Longer words first: a letter is more often missed than hit twice."""
    return -len(word), word
