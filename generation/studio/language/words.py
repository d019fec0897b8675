"""Words with their meanings: the longest phrase of the lexicon at each place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from generation.studio.language.lexicon import ARTICLES, lexicon
from generation.studio.language.spelling import repaired
from generation.studio.language.tokens import Token

MOST_ARTICLES = 3
"""Articles that are overlooked inside one phrase."""


@dataclass(frozen=True)
class Word:
    """A word or phrase, what it can mean, and where it stands in the cleaned text."""

    text: str
    start: int
    end: int
    meanings: Mapping[str, str] = field(default_factory=dict)
    number: float | None = None
    quote: str | None = None
    is_repaired: bool = False
    """Whether its spelling was mended."""

    def __contains__(self, kind: str) -> bool:
        return kind in self.meanings

    def get(self, kind: str) -> str:
        """The meaning of that kind, or an empty string."""
        return self.meanings.get(kind, "")

    @property
    def is_unknown(self) -> bool:
        """Whether this is a word the lexicon does not have."""
        return (
            not self.meanings
            and self.number is None
            and self.quote is None
            and self.text[0].isalpha()
            and len(self.text) > 1
        )


def words_of(tokens: Sequence[Token]) -> list[Word]:
    """Repair the spelling, then take the longest known phrase at each place."""
    texts = [token.text if token.quote else repaired(token.text) for token in tokens]
    words: list[Word] = []
    at = 0
    while at < len(tokens):
        length, meanings = _phrase(texts, at)
        words.append(_word(tokens[at : at + length], texts[at : at + length], meanings))
        at += length
    return words


def _phrase(texts: list[str], at: int) -> tuple[int, Mapping[str, str]]:
    """Tokens of the longest known phrase from here (at least 1), and its meanings. Articles
    inside it are overlooked, at its ends they are not."""
    words = lexicon()
    reach = words.longest.get(texts[at], 1)
    if reach == 1:
        return 1, words.phrases.get((texts[at],), {})
    bare: list[str] = []
    best: tuple[int, Mapping[str, str]] = 1, words.phrases.get((texts[at],), {})
    for end in range(at, min(len(texts), at + reach + MOST_ARTICLES)):
        if texts[end] not in ARTICLES:
            bare.append(texts[end])
        if end == at:
            continue
        exact = words.phrases.get(tuple(texts[at : end + 1]))
        if exact is None and not {texts[at], texts[end]} & ARTICLES:
            exact = words.loose.get(tuple(bare))
        if exact is not None:
            best = end + 1 - at, exact
    return best


def _word(tokens: Sequence[Token], texts: list[str], meanings: Mapping[str, str]) -> Word:
    return Word(
        text=" ".join(texts),
        start=tokens[0].start,
        end=tokens[-1].end,
        meanings={} if tokens[0].quote else meanings,
        number=_number(texts[0] if len(texts) == 1 else "", meanings),
        quote=tokens[0].quote,
        is_repaired=any(
            token.text != text for token, text in zip(tokens, texts, strict=True) if not token.quote
        ),
    )


def _number(text: str, meanings: Mapping[str, str]) -> float | None:
    if text.count(".") > 1:
        return None
    # Python's `isdigit` knows "²" and "①", too, of which `float` makes nothing.
    is_written = text.isascii() and text[:1].isdigit()
    digits = _decimal(text) if is_written else meanings.get("number", "")
    return min(float(digits[:12]), 1e6) if digits else None


def _decimal(text: str) -> str:
    """ "1,200" is twelve hundred, "2,5" is two and a half."""
    head, _, tail = text.rpartition(",")
    return f"{head}.{tail}" if head and len(tail) < 3 else text.replace(",", "")
