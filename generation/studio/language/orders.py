"""Several wishes in one breath: "remove the car blur the background", with no mark between them."""

from collections.abc import Iterator, Sequence

from generation.studio.language.words import Word

NEVER_NOUNS = frozenset(
    [
        "brighten", "lighten", "darken", "sharpen", "soften", "pixelate", "straighten",
        "desaturate", "saturate", "denoise", "dehaze", "deepen", "invert", "posterize",
        "enlarge", "upscale", "make", "remove", "erase", "delete", "add", "apply", "replace",
        "convert", "reduce", "increase", "decrease", "lower", "raise", "resize", "rotate",
        "adjust", "insert", "write", "put", "give", "swap", "recolor", "colorize",
    ]
)  # fmt: skip
"""Verbs that are nothing else; after a thing they begin a wish even at the very end."""

OFTEN_NOUNS = frozenset(
    [
        "boost", "lift", "crop", "trim", "blur", "flip", "mirror", "turn", "change", "set", "tint",
        "fade", "fix", "enhance", "cut", "zoom", "warm", "cool", "smooth", "paint", "mute", "tilt",
        "shrink", "extend", "censor", "isolate", "frame",
    ]
)  # fmt: skip
"""Verbs that are nouns or adjectives too: they begin a wish only with something to do it to."""

ASKING = frozenset(
    [
        "change", "effect", "frame", "action", "shape", "erase", "cutting", "quality", "where",
        "dial", "fault", "splash", "region", "standalone_turn", "pixel_size",
    ]
)  # fmt: skip
"""Kinds of words of which a clause needs one before another wish can follow."""

FRAMING = frozenset({"crop", "cut", "trim", "zoom", "resize", "rotate"})

OBJECTS = frozenset({"determiner", "where", "region", "effect", "frame", "dial", "colour"})
POINTING = frozenset(
    {"it", "this", "that", "them", "everything", "a", "an", "some", "more", "to", "left", "right"}
)
LEADING = frozenset(
    [
        "a", "an", "to", "of", "by", "for", "with", "in", "and", "you", "we", "i", "they", "could",
        "can", "would", "should", "will", "must", "please", "let", "lets", "let's", "me", "not",
        "want", "need", "which", "that", "who", "just", "only", "no", "without", "as", "like",
    ]
)  # fmt: skip
"""Words after which a verb goes on with the wish, or is a noun."""

LETTERING = frozenset({"write", "quote"})
AFTER_A_NO = frozenset({"just", "only"})
WAYS = frozenset({"up", "down", "higher", "lower", "back"})


def single(words: Sequence[Word]) -> Iterator[tuple[Word, ...]]:
    """The words of a clause, parted before each further wish."""
    start = 0
    for at in range(1, len(words)):
        if _begins(words, start, at):
            yield tuple(words[start:at])
            start = at
    yield tuple(words[start:])


def _begins(words: Sequence[Word], start: int, at: int) -> bool:
    before = words[start:at]
    if not before or _is_lettering(before) or _is_about_a_part(before, words, at):
        return False
    return _is_second_quote(words, start, at) or _is_instead(before, words[at]) or (
        _is_verb(words, at)
        and any(word.meanings.keys() & ASKING or word.is_unknown for word in before)
        and not _leads_on(words[at - 1], words[at].text.split()[0])
    )  # fmt: skip


def _is_lettering(before: Sequence[Word]) -> bool:
    """Whether words to be written may stand here: they are no orders."""
    asked = any(word.get("action") == "write" or "quoting" in word for word in before)
    return asked and not any(word.quote for word in before)


def _is_about_a_part(before: Sequence[Word], words: Sequence[Word], at: int) -> bool:
    """ "The sky is dull make it blue": "it" is the sky only beside what is told of it."""
    told = any("state" in word for word in before) and any("where" in word for word in before)
    return told and "make" in words[at] and at + 1 < len(words) and words[at + 1].text == "it"


def _is_second_quote(words: Sequence[Word], start: int, at: int) -> bool:
    """Top "..." bottom "...": each quote has its own place, named before or after it."""
    if not any(word.quote for word in words[start:at]):
        return False
    if words[start].quote:
        return bool(words[at].quote)
    later = any(word.quote for word in words[at:])
    return later and bool(words[at - 1].quote)


def _is_instead(before: Sequence[Word], word: Word) -> bool:
    """ "No filter just sharper"."""
    if word.text not in AFTER_A_NO or before[-1].get("polarity") or len(before) < 2:
        return False
    return before[0].get("polarity") in {"never", "not"}


def _is_verb(words: Sequence[Word], at: int) -> bool:
    verb, *rest = words[at].text.split()
    if verb not in NEVER_NOUNS | OFTEN_NOUNS:
        return False
    if rest or (verb in NEVER_NOUNS and at + 1 == len(words)):
        return True
    after = words[at + 1] if at + 1 < len(words) else None
    if after is None:
        return False
    return (
        bool(after.meanings.keys() & OBJECTS)
        or after.text in POINTING
        or bool(after.quote)
        or (verb in NEVER_NOUNS and (after.is_unknown or "amount" in after))
        or (verb in FRAMING and ("shape" in after or after.number is not None))
    )


def _leads_on(word: Word, verb: str) -> bool:
    """Whether the word goes on into the next one: "more blur", "the crop", "slight fade"."""
    if word.text in LEADING or "determiner" in word or "polarity" in word:
        return True
    if "colour" in word and "where" not in word and verb in OFTEN_NOUNS:
        return True
    if "direction" in word and word.text.split()[-1] not in WAYS:
        return not word.meanings.keys() & {"change", "effect", "dial", "quality"}
    return "amount" in word and not _is_adverb(word.text)


def _is_adverb(text: str) -> bool:
    return text.startswith("a ") or text.endswith("ly") or text in {"much", "lots", "bit", "tad"}
