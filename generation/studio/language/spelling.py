"""Repair of misspelt words, careful to leave real ones alone."""

from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from generation.studio.language.lexicon import lexicon

SHORTEST = 4
"""Shorter words are never repaired: too many real ones are one slip away."""

LONG = 8
"""From this length on two slips are believed, below it one."""


@lru_cache(maxsize=4096)
def repaired(word: str) -> str:
    """The word of the lexicon that was most likely meant, or `word` itself."""
    words = lexicon()
    if len(word) < SHORTEST or not word.isascii() or not word.isalpha() or word in words.known:
        return word
    slips = 2 if len(word) >= LONG else 1
    best = process.extractOne(word, words.repairable, scorer=OSA.distance, score_cutoff=slips)
    if best is None or not _same_start(word, best[0]):
        return word
    return str(best[0])


def _same_start(word: str, meant: str) -> bool:
    """People seldom miss the first letter, though they do swap the first two."""
    return word[0] == meant[0] or word[:2] == meant[1::-1]
