"""Words with their meanings: the longest phrase of the lexicon at each place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from generation.studio.language.lexicon import ARTICLES, lexicon, without_articles
from generation.studio.language.spelling import repaired
from generation.studio.language.tokens import Token


@dataclass(frozen=True)
class Word:
    """A word or phrase, what it can mean, and where it stands in the cleaned text."""

    text: str
    start: int
    end: int
    meanings: Mapping[str, str] = field(default_factory=dict)
    number: float | None = None
    quote: str | None = None

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
        length = _phrase_length(texts, at)
        words.append(_word(tokens[at : at + length], texts[at : at + length]))
        at += length
    return words


def _phrase_length(texts: list[str], at: int) -> int:
    """Tokens in the longest known phrase from here, with or without its articles; at least 1."""
    words = lexicon()
    for length in range(min(words.longest, len(texts) - at), 1, -1):
        if _meanings(tuple(texts[at : at + length])):
            return length
    return 1


def _meanings(phrase: tuple[str, ...]) -> Mapping[str, str]:
    """What a phrase means; articles inside it are overlooked, at its ends they are not."""
    words = lexicon()
    exact = words.phrases.get(phrase)
    if exact is not None or len(phrase) == 1 or {phrase[0], phrase[-1]} & ARTICLES:
        return exact or {}
    return words.loose.get(without_articles(phrase), {})


def _word(tokens: Sequence[Token], texts: list[str]) -> Word:
    meanings = _meanings(tuple(texts))
    return Word(
        text=" ".join(texts),
        start=tokens[0].start,
        end=tokens[-1].end,
        meanings={} if tokens[0].quote else meanings,
        number=_number(texts[0] if len(texts) == 1 else "", meanings),
        quote=tokens[0].quote,
    )


def _number(text: str, meanings: Mapping[str, str]) -> float | None:
    digits = text.replace(",", "") if text[:1].isdigit() else meanings.get("number", "")
    return min(float(digits[:12]), 1e6) if digits else None
