"""Words that ask for more or less of something, or for an effect, in the sense they have here."""

from dataclasses import replace

from generation.studio.language.amounts import FACTORS, MULTIPLES, SHARES, measures
from generation.studio.language.clauses import Clause
from generation.studio.language.modifiers import Found, Memory, Modifiers
from generation.studio.language.words import Word

SHORT = 4
"""Words of a clause that is only a noun and what belongs to it: "a touch of warmth"."""

SHADED = {"light": "slight", "soft": "slight", "deep": "strong", "hard": "strong"}
"""Adjectives that before an effect only say how much of it."""

SEEMING = frozenset(
    {"looks", "seems", "came out", "turned out", "comes out", "it looks", "appears", "are looking"}
)
LOOKS = frozenset({"look", "effect", "vibe", "vibes", "mood", "feel", "style", "filter"})
DRAWN = frozenset({"dial", "pull", "scale", "cut", "hold", "knock", "roll", "wind", "rein", "pare"})
"""Verbs with which "back" means less."""

AFTERWARDS = frozenset({"up", "down", "higher", "lower"})
"""What may stand behind a dial: "brightness up contrast down"."""

TRIGGERS = ("effect", "change", "fault", "quality", "cast", "dial")


def find_triggers(clause: Clause, memory: Memory) -> list[Found]:
    """Triggers with the modifiers before them; the last one takes those after it too."""
    numbers = {measure.at: measure for measure in measures(clause)}
    inherited = Modifiers(is_never=memory.was_negated, is_state=memory.goes_on_telling(clause))
    current, found = inherited, list[Found]()
    for at, word in clause.free():
        if at in numbers:
            measure = numbers[at]
            if found and current == inherited and found[-1].modifiers.measure is None:
                found[-1].modifiers = replace(found[-1].modifiers, measure=measure)
            else:
                current = replace(current, measure=measure)
        elif word.text in {"+", "-"} and at + 1 in numbers:
            continue
        elif any(kind in word for kind in TRIGGERS) and not _is_modifier(clause, at):
            found.append(Found(at, word, current))
            current = inherited
        elif found and current == inherited and _is_said_after(clause, found[-1], at):
            found[-1].modifiers = found[-1].modifiers.noting(word)
        else:
            current = _noting(current, word)
    if found and clause.words[0].text in DRAWN and any(w.text == "back" for w in clause.words):
        current = replace(current, direction="less")
    if found and current != inherited:
        found[-1].modifiers = found[-1].modifiers.joined(current)
    return found


def _noting(current: Modifiers, word: Word) -> Modifiers:
    noted = current.noting(word)
    if word.text in SHADED and not noted.amount:
        noted = replace(noted, amount=SHADED[word.text])
    return noted


def _is_said_after(clause: Clause, found: Found, at: int) -> bool:
    """Whether the word right behind a dial is its own: its way, and then how much."""
    word, said = clause.words[at], found.modifiers
    if "change" in found.word and found.word.text.endswith((" up", " down")):
        return at == found.at + 1 and "amount" in word and not said.amount
    if "dial" not in found.word:
        return False
    if at == found.at + 1:
        return word.text in AFTERWARDS and not said.direction
    way = clause.words[found.at + 1].text in AFTERWARDS
    return at == found.at + 2 and way and "amount" in word and not said.amount


def _is_modifier(clause: Clause, at: int) -> bool:
    """Whether a word that could be a trigger says how much or which way instead."""
    word = clause.words[at]
    if word.text in SHADED and at + 1 < len(clause.words):
        after = clause.words[at + 1]
        return "effect" in after or "frame" in after or after.text in {"blur", "contrast", "grain"}
    if "direction" not in word and "amount" not in word:
        return False
    later = clause.words[at + 1 :]
    return any("dial" in each or "change" in each or "effect" in each for each in later)


def kind_of(clause: Clause, found: Found, memory: Memory) -> str:
    """Which kind of trigger the word is here; empty if it asks for nothing."""
    word, modifiers = found.word, found.modifiers
    if "fault" in word and is_fault(clause, found, memory):
        return "fault"
    reversing = modifiers.is_too or (modifiers.is_negated and modifiers.is_so)
    reversing = reversing or _is_deplored(clause, modifiers)
    is_more = clause.text_before(found.at) == "more"
    certain = _certain_kind(clause, found, reversing)
    if certain is not None:
        return certain
    if "quality" in word and (_is_order(clause, modifiers) or memory.is_order):
        return "quality"
    if "cast" in word and (
        _looks(clause, found) or reversing or modifiers.direction == "less" or is_more
    ):
        if clause.text_before(found.at) == "much":
            found.modifiers = replace(modifiers, amount="")
        return "cast"
    return _bare_dial(clause, found, memory)


def _is_deplored(clause: Clause, modifiers: Modifiers) -> bool:
    """ "It's so gray" tells what is wrong."""
    told = modifiers.is_state and modifiers.is_so and not clause.has("make")
    return told and any(word.text == "so" for word in clause.words)


def _looks(clause: Clause, found: Found) -> bool:
    """Whether it is said of something that it looks so: "her skin looks orange"."""
    return not clause.has("make") and any(word.text in SEEMING for word in clause.words[: found.at])


def _certain_kind(clause: Clause, found: Found, reversing: bool) -> str | None:
    """The kind where the word and its direction settle it."""
    word, direction = found.word, found.modifiers.direction
    if {"effect", "cast"} <= word.meanings.keys() and (direction == "less" or reversing):
        return "cast"
    if "effect" in word and not ("dial" in word and direction == "less"):
        return "effect"
    if "dial" in word and is_count(clause, found.at):
        return ""
    if "dial" in word and direction and not reversing:
        return "dial"
    return "change" if "change" in word else None


def is_fault(clause: Clause, found: Found, memory: Memory) -> bool:
    """Whether the word tells what is wrong: "it's blurry", "overexposed", "too grainy"."""
    modifiers = found.modifiers
    if modifiers.is_negated or modifiers.is_never or modifiers.direction == "more":
        return False
    if clause.text_after(found.at) in LOOKS:
        return False
    if modifiers.is_state or modifiers.is_too:
        return not clause.has("make")
    if modifiers.direction == "less":
        return False
    only = not (found.word.meanings.keys() & {"effect", "change", "quality"})
    return only or (clause.words[0].text == "why")


def _bare_dial(clause: Clause, found: Found, memory: Memory) -> str:
    """ "dial" for a dial without a direction, if a number or the clause before gives it one."""
    modifiers = found.modifiers
    if "dial" not in found.word:
        return ""
    wanted = _wanted(clause, modifiers)
    if wanted:
        found.modifiers = replace(
            modifiers, direction=wanted, is_too=False, is_enough=False, is_negated=False, amount=""
        )
        return "dial"
    if _goes_on(clause, memory):
        found.modifiers = replace(modifiers, direction=memory.modifiers.direction)
        before = memory.modifiers
        memory.is_shared = not (before.measure or before.amount) and modifiers.measure is not None
        return "dial"
    is_noun = len(clause.words) <= SHORT or clause.unknown == [0]
    if modifiers.amount and modifiers.amount in FACTORS and is_noun:
        found.modifiers = replace(modifiers, direction="more")
        return "dial"
    return "dial" if modifiers.measure or modifiers.amount in {*SHARES, *MULTIPLES} else ""


def is_count(clause: Clause, at: int) -> bool:
    """Whether this is a number of things: "in 8 colours", "two tones"."""
    before = clause.words[at - 1] if 0 < at < len(clause.words) else None
    named = before is not None and before.number is not None
    return named and clause.words[at].text in {"colors", "color", "tones", "color palette"}


def _wanted(clause: Clause, modifiers: Modifiers) -> str:
    """The direction a complaint about a dial asks for: "too much contrast", "not enough light"."""
    if modifiers.is_negated and modifiers.is_enough:
        return "more"
    level = clause.meaning("level")
    is_told = level and (clause.has("polarity", "too") or clause.has("state"))
    if modifiers.is_too or is_told:
        return "more" if (level == "low") != clause.has("polarity", "not") else "less"
    return ""


def _goes_on(clause: Clause, memory: Memory) -> bool:
    """Whether the clause only names another thing for the order before it."""
    return (
        bool(memory.modifiers.direction) and not clause.has("make") and len(clause.words) <= SHORT
    )


def is_complaint(clause: Clause, found: Found, kind: str) -> bool:
    """Whether this is a fault that is told of: "it looks washed out", but not "it is brighter"."""
    if kind == "cast" and (_looks(clause, found) or _is_deplored(clause, found.modifiers)):
        return not found.modifiers.is_too
    if kind not in {"quality", "change"} or not found.modifiers.is_state or clause.has("make"):
        return False
    first = found.word.text.split()[0]
    return not (first.endswith("er") or first in {"more", "less"} or "like" in found.word.text)


def _is_order(clause: Clause, modifiers: Modifiers) -> bool:
    """Whether the sentence makes an order of an adjective, and nothing strange is in it."""
    if clause.unknown:
        return False
    if modifiers.direction or modifiers.is_too or modifiers.is_enough or modifiers.is_negated:
        return True
    first = clause.words[0]
    if "quality" in first and "determiner" in clause.words[min(1, len(clause.words) - 1)]:
        return True
    return (
        clause.has("make")
        or clause.has("state")
        or all(
            word.meanings.keys() & {"filler", "picture", "amount", "quality", "where", "region"}
            for word in clause.words
        )
    )
