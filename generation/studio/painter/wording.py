"""A prompt as matches: known phrases with their meanings, and stretches that are not known."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from .vocabulary import LONGEST_PHRASE, Meaning, Vocabulary, vocabulary

TOKEN = re.compile(r"[^\W_](?:[\w&'’-]*[^\W_])?|[,.;:!?()\[\]\"“”|/\n]")
SIZE = re.compile(r"\b\d+\s*[x×:]\s*\d+\b|\b\d+\s?px\b|--\w+", re.IGNORECASE)
MOST_TOKENS = 500
BREAKS = frozenset(["and", "with", "or", "while", "plus"])
BEFORE_NOUNS = frozenset(
    [
        "a", "an", "the", "my", "your", "his", "her", "our", "their", "some", "two", "three",
        "four", "five", "six", "seven", "many", "few", "several", "big", "small", "large",
        "little", "tiny", "huge", "old", "new", "tall", "wild", "single", "lone",
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Match:
    """Words as they stood in the prompt; without meanings they are not known. `read_as` is set
    where a typing mistake was mended."""

    text: str
    meanings: tuple[Meaning, ...] = ()
    read_as: str = ""


_PAUSE = Match("")


def read_words(prompt: str) -> list[Match]:
    """What the prompt says, in its order. What is negated ("no people") is left out."""
    words = _tokens(prompt)
    matches: list[Match] = []
    unknown: list[str] = []
    known, at = vocabulary(), 0
    while at < len(words):
        length, match = _longest(words, at, known)
        if match:
            _close(matches, unknown)
            matches.append(match)
            at += length
        elif words[at].lower() in known.negations:
            _close(matches, unknown)
            at = _after_negated(words, at + 1, known)
        else:
            _take(words[at], matches, unknown, known)
            at += 1
    _close(matches, unknown)
    return [match for match in matches if match is not _PAUSE]


def _tokens(prompt: str) -> list[str]:
    words: list[str] = []
    for token in TOKEN.findall(SIZE.sub(",", unicodedata.normalize("NFKC", prompt)))[:MOST_TOKENS]:
        words.extend([token] if "-" not in token else _parted(token))
    return [word for word in words if word]


def _parted(token: str) -> list[str]:
    """A word with hyphens as it is known: with them, without them, or as several words."""
    phrases, together = vocabulary().phrases, token.replace("-", "")
    if _plain(token) in phrases:
        return [token]
    return [together] if _singular(_plain(together)) in phrases else token.split("-")


def _take(word: str, matches: list[Match], unknown: list[str], known: Vocabulary) -> None:
    """A word that begins no known phrase: part of something unknown, or one that says nothing.
    A colour right before something unknown is that thing's: "a red car" tints no picture."""
    plain = _plain(word)
    if not word[0].isalnum() or plain in BREAKS:
        _close(matches, unknown)
        matches.append(_PAUSE)
        return
    if not unknown and plain not in known.ignored and matches and _is_colour(matches[-1]):
        unknown.append(matches.pop().text)
    unknown.append(word)


def _is_colour(match: Match) -> bool:
    return bool(match.meanings) and all(meaning.role == "colour" for meaning in match.meanings)


def _close(matches: list[Match], unknown: list[str]) -> None:
    """The unknown stretch so far, without the small words about it, if anything is left."""
    small = vocabulary().ignored
    words, unknown[:] = list(unknown), []
    while words and (_plain(words[-1]) in small or _singular(_plain(words[-1])) in small):
        words.pop()
    first = next((at for at, word in enumerate(words) if _plain(word) not in small), len(words))
    while first > 0 and _plain(words[first - 1]) in BEFORE_NOUNS:
        first -= 1
    if words[first:]:
        matches.append(Match(" ".join(words[first:])))


def _longest(words: list[str], at: int, known: Vocabulary) -> tuple[int, Match | None]:
    for length in range(min(LONGEST_PHRASE, len(words) - at), 0, -1):
        part = words[at : at + length]
        found = _meanings(part, known)
        if found:
            return length, Match(" ".join(part), found)
    mended = _mended(_plain(words[at]))
    if mended:
        return 1, Match(words[at], known.phrases[mended], mended)
    return 0, None


def _meanings(words: list[str], known: Vocabulary) -> tuple[Meaning, ...]:
    """The phrase as it stands, in British spelling, in the singular."""
    plain = [_plain(word) for word in words]
    spelled = [known.spellings.get(word, word) for word in plain]
    single = [*spelled[:-1], _singular(spelled[-1])]
    respelled = [known.spellings.get(word, word) for word in single]
    for form in (plain, spelled, single, respelled):
        if found := known.phrases.get(" ".join(form)):
            return found
    return ()


def _after_negated(words: list[str], at: int, known: Vocabulary) -> int:
    """Past what "no" or "without" takes away."""
    while at < len(words) and _plain(words[at]) in BEFORE_NOUNS | {"any"}:
        at += 1
    length, match = _longest(words, at, known) if at < len(words) else (0, None)
    return at + (length if match else 1)


def _plain(word: str) -> str:
    stripped = unicodedata.normalize("NFKD", word.casefold().replace("’", "'"))
    return "".join(part for part in stripped if not unicodedata.combining(part)).removesuffix("'s")


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("shes", "ches", "sses", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith("ss") and len(word) > 3:
        return word[:-1]
    return word


@cache
def _single_words() -> tuple[str, ...]:
    return tuple(word for word in vocabulary().phrases if " " not in word and len(word) >= 5)


def _mended(word: str) -> str:
    """The known word this one is a typing mistake of, or nothing."""
    known = vocabulary()
    is_word = {word, _singular(word)} & (known.ignored | known.real | known.negations)
    if len(word) < 5 or is_word or not word.isalpha():
        return ""
    allowed = 1 if len(word) < 8 else 2
    choices = [choice for choice in _single_words() if choice[0] == word[0]]
    best = process.extractOne(word, choices, scorer=OSA.distance, score_cutoff=allowed)
    return best[0] if best else ""
