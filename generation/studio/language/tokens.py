"""Text as tokens, with quoted text taken out first: it is never an instruction."""

import re
import unicodedata
from dataclasses import dataclass

LONGEST_READ = 4000
"""Characters of an instruction that are read; the rest is left."""

LONGEST_QUOTE = 300

QUOTES = {
    '"': '"',
    "“": "”",
    "„": "“”",
    "”": "”",
    "«": "»",
    "‹": "›",
    "‘": "’",
    "'": "'’",
    "`": "`'",
}
APOSTROPHES = "'’`‘"

TOKEN = re.compile(
    r"\#(?:[0-9a-f]{6}|[0-9a-f]{3})(?![0-9a-z])"
    r"|\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})(?!\d)"
    r"|\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:\.\d+|,\d{1,2}(?![\d,]))?"
    r"|[^\W\d_]+(?:'[^\W\d_]+)*"
    r"|(?<!\S)[+-](?=\d)"
    r"|[%°×&/+:;,.!?\n]"
)
"""Every branch runs forward only: reading is linear in the text's length."""

SPELLINGS = (("colour", "color"), ("grey", "gray"), ("centre", "center"))


@dataclass(frozen=True)
class Token:
    """A word, a number or a mark, folded to one spelling; where it stands in the cleaned text."""

    text: str
    start: int
    end: int
    quote: str | None = None
    """What stood between quotation marks, if the token is that."""


DE = re.compile(r"\bde-(?=satur|noise|blur|focus|color|colour)", re.IGNORECASE)
"""A hyphen that only spelling puts there: "de-saturate"."""


def clean(text: str) -> str:
    """Without control, bidirectional and private characters, and not longer than LONGEST_READ."""
    kept = (
        character if character == "\n" or unicodedata.category(character)[0] != "C" else " "
        for character in unicodedata.normalize("NFC", text[:LONGEST_READ])
        if unicodedata.category(character) != "Cf"
    )
    return DE.sub("de", "".join(kept))


def tokenise(text: str) -> list[Token]:
    """The tokens of a cleaned text in order, a quoted part as one of them."""
    tokens: list[Token] = []
    at = 0
    for start, end in _quoted(text):
        tokens += _plain(text, at, start)
        inside = " ".join(text[start + 1 : end].split())[:LONGEST_QUOTE]
        tokens.append(Token("“”", start, end + 1, quote=inside))
        at = end + 1
    return tokens + _plain(text, at, len(text))


def folded(word: str) -> str:
    """One spelling for the several of a word."""
    word = word.casefold()
    for british, american in SPELLINGS:
        word = word.replace(british, american)
    return word


def _plain(text: str, start: int, end: int) -> list[Token]:
    part = text[start:end].replace("’", "'").replace("—", ";").replace("–", "-").lower()
    if len(part) != end - start:
        # A letter whose lower case is longer would shift every place after it.
        part = text[start:end]
    return [
        Token(folded(match.group()), start + match.start(), start + match.end())
        for match in TOKEN.finditer(part)
    ]


def _quoted(text: str) -> list[tuple[int, int]]:
    """Places of the opening and closing marks of each quoted part that is not empty."""
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(text):
        closing = QUOTES.get(text[at]) if _opens(text, at) else None
        end = _closing(text, at, closing) if closing else -1
        if end > at and text[at + 1 : end].strip():
            found.append((at, end))
            at = end
        at += 1
    return found


def _opens(text: str, at: int) -> bool:
    return text[at] not in APOSTROPHES or at == 0 or not text[at - 1].isalnum()


def _closing(text: str, start: int, marks: str) -> int:
    """Where the quoted part ends, or -1. An apostrophe inside a word closes nothing."""
    for at in range(start + 1, min(len(text), start + LONGEST_QUOTE * 2)):
        follows = text[at + 1] if at + 1 < len(text) else " "
        if text[at] in marks and not (text[at] in APOSTROPHES and follows.isalnum()):
            return at
    return -1
