"""The part of the picture a clause names: "the sky", "my face"."""

from generation.studio.language.clauses import Clause
from generation.studio.language.words import Word

ARTICLES = frozenset({"a", "an"})
"""These bring something new in; "the" points at something that is there."""


def take_part(clause: Clause) -> tuple[int, int] | None:
    """First and last place of the named part, marked as used; None if the whole is meant."""
    for at, word in clause.free():
        if not _is_part(word) or clause.text_before(at) in ARTICLES:
            continue
        first, last = _extent(clause, at)
        if not _points(clause, first, word) or _is_whole(clause, first, last):
            continue
        clause.used |= set(range(first, last + 1))
        return first, last
    return None


def _is_part(word: Word) -> bool:
    return "region" in word or word.is_unknown


def _extent(clause: Clause, at: int) -> tuple[int, int]:
    """From the determiner (or a colour or place before the noun) to the last word of the part."""
    first = last = at
    while last + 1 < len(clause.words) and _is_part(clause.words[last + 1]):
        last += 1
    while first > 0 and clause.words[first - 1].meanings.keys() & {"color", "colour", "position"}:
        first -= 1
    if first > 0 and "determiner" in clause.words[first - 1]:
        first -= 1
    return first, last


def _points(clause: Clause, first: int, word: Word) -> bool:
    """Whether the words point at something: by a determiner, or by being a known part."""
    return "determiner" in clause.words[first] or "region" in word


def _is_whole(clause: Clause, first: int, last: int) -> bool:
    """Whether this only describes the picture: "my holiday photo", "this picture of my cat"."""
    after = clause.words[last + 1] if last + 1 < len(clause.words) else None
    if after is not None and _is_photo(after):
        return True
    reason = clause.find("reason")
    if reason is not None and reason < first:
        return True
    if clause.text_before(first) != "of" or first < 2:
        return False
    return _is_photo(clause.words[first - 2])


def _is_photo(word: Word) -> bool:
    return "picture" in word and "dial" not in word and "determiner" not in word
