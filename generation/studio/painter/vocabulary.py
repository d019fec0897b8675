"""The painter's words, read once from `vocabulary.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("vocabulary.toml")
ROLES = ("light", "weather", "season", "feeling", "palette", "style", "kind", "part")
LONGEST_PHRASE = 4


@dataclass(frozen=True)
class Meaning:
    """What a phrase stands for: a role ("scene", "light", …) and a name in it."""

    role: str
    name: str


@dataclass(frozen=True)
class Entry:
    """What the vocabulary says about a meaning beside its words."""

    title: str = ""
    scene: str = ""
    covers: frozenset[str] = frozenset()
    natural: frozenset[str] = frozenset()
    aside: Mapping[str, str] = field(default_factory=dict)
    stands_in: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Vocabulary:
    """`phrases` are keyed by their words, joined by spaces."""

    phrases: Mapping[str, tuple[Meaning, ...]]
    entries: Mapping[Meaning, Entry]
    ignored: frozenset[str]
    negations: frozenset[str]
    real: frozenset[str]
    spellings: Mapping[str, str]

    def entry(self, role: str, name: str) -> Entry:
        return self.entries.get(Meaning(role, name), Entry())


@cache
def vocabulary() -> Vocabulary:
    """The words of the file, every phrase with all it can mean."""
    said = tomllib.loads(FILE.read_text(encoding="utf-8"))
    phrases: dict[str, tuple[Meaning, ...]] = {}
    entries: dict[Meaning, Entry] = {}
    for role in ("scene", *ROLES):
        for name, given in said[role].items():
            meaning = Meaning(role, name)
            entries[meaning] = _entry(given)
            for words in given["words"]:
                _add(phrases, words, meaning)
        _add_names(phrases, role, said[role])
    for name, words_of in said["colour"]["words"].items():
        for words in words_of:
            _add(phrases, words, Meaning("colour", name))
    return Vocabulary(
        phrases,
        entries,
        frozenset(said["ignored"].split()),
        frozenset(said["negations"]),
        frozenset(said["real"].split()),
        said["spellings"],
    )


def _add_names(
    phrases: dict[str, tuple[Meaning, ...]], role: str, given: Mapping[str, Mapping[str, Any]]
) -> None:
    """Real places: the scene, and that it is not truly that place."""
    for name, entry in given.items():
        for words in entry.get("names", ()):
            _add(phrases, words, Meaning(role, name))
            _add(phrases, words, Meaning("place", words))


def _add(phrases: dict[str, tuple[Meaning, ...]], words: str, meaning: Meaning) -> None:
    before = phrases.get(words, ())
    if meaning not in before:
        phrases[words] = (*before, meaning)


def _entry(given: Mapping[str, Any]) -> Entry:
    return Entry(
        title=given.get("title", ""),
        scene=given.get("scene", ""),
        covers=frozenset(given.get("covers", ())),
        natural=frozenset(given.get("natural", ())),
        aside=given.get("aside", {}),
        stands_in=frozenset(given.get("in", ())),
    )
