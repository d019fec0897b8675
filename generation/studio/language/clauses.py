"""Clauses: the parts of an instruction that each ask for something."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from generation.studio.language.orders import single
from generation.studio.language.words import Word

SEPARATORS = frozenset(
    [
        ",",
        ";",
        ".",
        "!",
        "?",
        "\n",
        "and",
        "then",
        "but",
        "also",
        "plus",
        "&",
        "+",
        "or",
        "nor",
        "while",
    ]
)
MOST_WORDS = 60
"""Words of one clause; the rules look at a clause again and again."""

ALTERNATIVES = frozenset({"or", "nor"})
"""A "not" before these holds after them too: "don't crop or rotate"."""


@dataclass
class Clause:
    """Words between two separators. Rules mark the words they have used."""

    words: tuple[Word, ...]
    joint: str = ""
    """The separator before it."""
    used: set[int] = field(default_factory=set)

    def free(self) -> Iterator[tuple[int, Word]]:
        """The words no rule has used yet, with their places."""
        return ((at, word) for at, word in enumerate(self.words) if at not in self.used)

    def find(self, kind: str, *meanings: str) -> int | None:
        """The place of the first free word with such a meaning (any, if none are named)."""
        for at, word in self.free():
            if kind in word and (not meanings or word.get(kind) in meanings):
                return at
        return None

    def meaning(self, kind: str) -> str:
        """The first free word's meaning of that kind, or an empty string."""
        at = self.find(kind)
        return "" if at is None else self.words[at].get(kind)

    def has(self, kind: str, *meanings: str) -> bool:
        return self.find(kind, *meanings) is not None

    def text_before(self, at: int) -> str:
        return self.words[at - 1].text if at > 0 else ""

    def text_after(self, at: int) -> str:
        return self.words[at + 1].text if at + 1 < len(self.words) else ""

    @property
    def unknown(self) -> list[int]:
        """Places of free words the lexicon does not have, but not those that give a reason."""
        reason = self.find("reason")
        return [
            at for at, word in self.free() if word.is_unknown and (reason is None or at < reason)
        ]


def split(words: Sequence[Word]) -> list[Clause]:
    """Clauses in order. A separator that is part of a phrase separates nothing."""
    clauses: list[Clause] = []
    current: list[Word] = []
    joint = ""
    for at, word in enumerate(words):
        if not _separates(words, at) and not _begins_a_text(words, at, current):
            current.append(word)
            if len(current) < MOST_WORDS:
                continue
        if current:
            clauses += _parted(current, joint)
            current, joint = [], word.text if word.text in SEPARATORS else ""
        elif word.text.isalpha():
            joint = word.text
    if current:
        clauses += _parted(current, joint)
    return _with_afterthoughts(clauses)


def _parted(words: Sequence[Word], joint: str) -> list[Clause]:
    """The clause, or one for each wish of a run of them."""
    first, *others = single(words)
    return [Clause(first, joint), *(Clause(each, "then") for each in others)]


def _with_afterthoughts(clauses: Sequence[Clause]) -> list[Clause]:
    """Clauses that only say how much ("sepia, just a bit") joined to the one before."""
    joined: list[Clause] = []
    for clause in clauses:
        if joined and clause.joint in {",", "but"} and _is_afterthought(clause):
            joined[-1] = Clause(joined[-1].words + clause.words, joined[-1].joint)
        else:
            joined.append(clause)
    return joined


def _is_afterthought(clause: Clause) -> bool:
    return any("amount" in word or word.get("unit") == "percent" for word in clause.words) and all(
        word.meanings.keys() & {"amount", "filler", "unit"} or word.number is not None
        for word in clause.words
    )


def _separates(words: Sequence[Word], at: int) -> bool:
    return words[at].text in SEPARATORS and not _is_sign(words, at) and not _joins_a_pair(words, at)


def _begins_a_text(words: Sequence[Word], at: int, current: Sequence[Word]) -> bool:
    """Whether a wish of its own follows a "with": "a polaroid frame with 'Rome'", "a passport
    photo with a white background"."""
    if words[at].text.split(" ")[0] != "with":
        return False
    near = words[at + 1 : at + 5]
    asked = {kind for each in current for kind in each.meanings}
    if any(each.quote for each in near):
        return bool(asked & {"effect", "frame", "change"})
    is_ground = any(
        each.get("where") == "background" or each.get("frame").startswith("background")
        for each in near
    )
    return is_ground and bool(asked & {"shape"})


def _is_sign(words: Sequence[Word], at: int) -> bool:
    """Whether this is the plus of "+20" or the point after which a ratio goes on."""
    follows = words[at + 1] if at + 1 < len(words) else None
    return (
        words[at].text == "+"
        and follows is not None
        and follows.number is not None
        and follows.start == words[at].end
    )


PAIRED = ("colour", "position", "axis", "where")
JOINING = frozenset({"and", "&", "+"})


def _joins_a_pair(words: Sequence[Word], at: int) -> bool:
    """Whether this stands between two of a kind that belong together: "navy and orange"."""
    if words[at].text not in JOINING or not 0 < at < len(words) - 1:
        return False
    before, after = words[at - 1], words[at + 1]
    if "determiner" in after and at + 2 < len(words):
        after = words[at + 2]
    if after.text.startswith("#"):
        return "colour" in before or before.text.startswith("#")
    return any(kind in before and kind in after for kind in PAIRED)
