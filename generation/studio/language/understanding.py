"""From an instruction to a plan."""

from dataclasses import replace

from generation.studio.language.captions import read_text, restyled
from generation.studio.language.clauses import ALTERNATIVES, Clause, split
from generation.studio.language.dials import read_dials, weakened, with_amount_of
from generation.studio.language.hints import suggestions_for
from generation.studio.language.modifiers import Memory
from generation.studio.language.parts import take_part
from generation.studio.language.shapes import read_shapes
from generation.studio.language.tokens import clean, tokenise
from generation.studio.language.words import words_of
from generation.studio.operations import Crop, Operation, Resize, Text
from generation.studio.plan import LONGEST_NOTE, MOST_NOTES, MOST_OPERATIONS, Plan

MOST_CLAUSES = 60
MOST_STRANGE = 2
"""Words the lexicon lacks in one clause; with more of them it is about something else."""

WEIGHTLESS = frozenset(
    {"filler", "picture", "make", "determiner", "number", "polarity", "reason", "fit", "state"}
)


def understand(text: str) -> Plan:
    """What the instruction asks for. Deterministic; the same text gives an equal plan anywhere."""
    source = clean(text)
    tokens = tokenise(source)
    if len(tokens) == 1 and tokens[0].quote:
        source = tokens[0].quote
        tokens = tokenise(source)
    operations: list[Operation] = []
    unmatched: list[str] = []
    memory = Memory()
    for clause in split(words_of(tokens))[:MOST_CLAUSES]:
        if _goes_on(clause, operations):
            continue
        found, is_settled = _read(clause, memory, source)
        if memory.is_shared and operations and found:
            operations[-1] = with_amount_of(operations[-1], found[0])
        if operations and found and _is_hedge(clause, operations[-1], found[0]):
            operations[-1] = with_amount_of(operations[-1], weakened(found[0]))
            continue
        if operations and clause.has("state") and _agree(operations[-1:], found):
            continue
        if _is_precise(operations[-1:], found):
            operations.pop()
        operations += [step for step in found if operations[-1:] != [step]]
        memory.is_order = bool(found)
        if not is_settled:
            unmatched.append(_said(clause, source))
    notes = tuple(dict.fromkeys(unmatched))[:MOST_NOTES]
    if not operations and not notes and source.strip():
        notes = (" ".join(source.split())[:LONGEST_NOTE],)
    hints = suggestions_for(notes) if notes or not operations else ()
    return Plan(tuple(operations[:MOST_OPERATIONS]), notes, hints)


def _read(clause: Clause, memory: Memory, source: str) -> tuple[list[Operation], bool]:
    """A clause's operations in the order of its words, and whether all of it is settled."""
    memory.is_shared = False
    memory.was_negated = memory.was_negated and clause.joint in ALTERNATIVES
    text = read_text(clause, source)
    if text is not None:
        return [text], True
    part = take_part(clause)
    if _is_invention(clause, part is not None):
        return [], False
    where = _text(clause, *part, source) if part else ""
    negated = memory.was_negated or clause.has("polarity", "not", "never", "keep")
    shapes = [] if part else read_shapes(clause)
    reading = read_dials(clause, memory, where)
    memory.was_negated = negated and not reading.operations
    if negated:
        return [operation for _, operation in reading.operations], True
    ordered = sorted([*shapes, *reading.operations], key=_place)
    found = list(dict.fromkeys(operation for _, operation in ordered))
    return found, bool(found) or reading.is_declined or _is_weightless(clause)


def _place(found: tuple[int, Operation]) -> int:
    return found[0]


def _goes_on(clause: Clause, operations: list[Operation]) -> bool:
    """Whether the clause only adds to the operation before it, and has been added."""
    last = operations[-1] if operations else None
    if isinstance(last, Text):
        changed = restyled(last, clause)
        if changed is not None:
            operations[-1] = changed
        return changed is not None
    if isinstance(last, Crop) and clause.has("position") and _is_weightless(clause, "position"):
        operations[-1] = replace(last, anchor=clause.meaning("position"))
        return True
    return False


def _is_hedge(clause: Clause, before: Operation, now: Operation) -> bool:
    """Whether this only limits what was just asked for: "brighter, but not too bright"."""
    if clause.joint not in {"but", ","} or not clause.has("polarity", "not"):
        return False
    return type(before) is type(now) or {before.name, now.name} == {"blur", "sharpen"}


def _is_precise(before: list[Operation], now: list[Operation]) -> bool:
    """Whether a size in pixels only makes a vague one exact: "small, like 300 px wide"."""
    old, new = (next(iter(steps), None) for steps in (before, now))
    if not isinstance(old, Resize) or not isinstance(new, Resize):
        return False
    return old.percent is not None and new.percent is None


def _agree(before: list[Operation], now: list[Operation]) -> bool:
    """Whether a remark only gives the reason of what was asked: "lift the shadows, it's dark"."""
    return [type(each) for each in before] == [type(each) for each in now]


def _is_invention(clause: Clause, has_part: bool) -> bool:
    """Whether the clause asks for something that no operation makes."""
    unknown = clause.unknown
    if unknown and (len(unknown) > MOST_STRANGE or clause.words[0].text in {"a", "an"}):
        return True
    at = clause.find("invent")
    if at is None or not (unknown or has_part or clause.has("region")):
        return False
    return not _adds_effect(clause, at)


def _adds_effect(clause: Clause, at: int) -> bool:
    """Whether what follows the verb is ours to add: "add blur to", not "add a vintage car"."""
    for place in range(at + 1, len(clause.words)):
        word = clause.words[place]
        if word.meanings.keys() & {"determiner", "direction", "amount"}:
            continue
        if word.meanings.keys() & {"dial", "effect", "change"}:
            after = clause.words[place + 1] if place + 1 < len(clause.words) else None
            return after is None or not (after.is_unknown or "region" in after)
        if word.meanings.keys() != {"filler"}:
            return False
    return False


def _is_weightless(clause: Clause, *also: str) -> bool:
    """Whether the clause is only politeness and small words."""
    light = WEIGHTLESS | set(also)
    return all(word.meanings.keys() & light or not word.text[0].isalnum() for word in clause.words)


def _text(clause: Clause, first: int, last: int, source: str) -> str:
    return source[clause.words[first].start : clause.words[last].end].lower()[:80]


def _said(clause: Clause, source: str) -> str:
    said = source[clause.words[0].start : clause.words[-1].end]
    return " ".join(said.split())[:LONGEST_NOTE]
