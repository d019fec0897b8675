"""From an instruction to a plan."""

from dataclasses import dataclass, field, replace

from generation.studio.errors import PlanInvalid
from generation.studio.language.backgrounds import read_background
from generation.studio.language.captions import read_text
from generation.studio.language.clauses import ALTERNATIVES, Clause, split
from generation.studio.language.continuing import changed_by, is_weightless, next_tint
from generation.studio.language.dials import INFERRED, Asked, read_dials, weakened, with_amount_of
from generation.studio.language.frames import read_frame
from generation.studio.language.hints import suggestions_for
from generation.studio.language.modifiers import Memory
from generation.studio.language.objects import is_framed, read_object
from generation.studio.language.parts import ALL_BUT, named_in, own_words, spoken_to, take_part
from generation.studio.language.refusing import is_invention, is_refused
from generation.studio.language.remarks import agree, is_hedge, is_repair, spoken_of
from generation.studio.language.shapes import is_framing, read_shapes
from generation.studio.language.tokens import clean, tokenise
from generation.studio.language.trims import read_trim
from generation.studio.language.words import words_of
from generation.studio.operations import (
    Flip,
    Grayscale,
    Operation,
    Resize,
)
from generation.studio.plan import LONGEST_NOTE, MOST_NOTES, MOST_OPERATIONS, Plan

MOST_CLAUSES = 60
REPAIRED = 0.8
"""Confidence where a word's spelling had to be mended."""

LEFT_OVER = 0.6
"""Confidence where the clause has words that nobody knows."""

DECLINABLE = frozenset(
    {"effect", "change", "dial", "quality", "action", "frame", "shape", "cutting"}
)
"""Kinds of words of which one says that they are not wanted."""

LEFT_IN = frozenset(
    [
        "in color",
        "in full color",
        "colored",
        "stay in color",
        "stays in color",
        "remain in color",
        "left in color",
        "kept in color",
        "still in color",
        "in its color",
        "keep the color",
    ]
)


@dataclass
class Reading:
    """The plan as far as it has been read."""

    asked: list[Asked] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)
    memory: Memory = field(default_factory=Memory)
    is_declined: bool = False

    @property
    def last(self) -> Operation | None:
        return self.asked[-1].operation if self.asked else None

    def change_last(self, operation: Operation) -> None:
        self.asked[-1] = replace(self.asked[-1], operation=operation)


def understand(text: str) -> Plan:
    """What the instruction asks for. Deterministic; the same text gives an equal plan anywhere."""
    source = clean(text)
    tokens = tokenise(source)
    if len(tokens) == 1 and tokens[0].quote:
        source = tokens[0].quote
        tokens = tokenise(source)
    reading = Reading()
    clauses = split(words_of(tokens))[:MOST_CLAUSES]
    at = 0
    while at < len(clauses):
        try:
            at += _read_next(reading, clauses[at:], source)
        except PlanInvalid:
            # A number that no operation takes: "crop to 99999:1".
            reading.unmatched.append(_said(clauses[at], source))
            at += 1
    notes = tuple(dict.fromkeys(reading.unmatched))[:MOST_NOTES]
    asked = reading.asked[:MOST_OPERATIONS]
    if not asked and not notes and source.strip() and not reading.is_declined:
        notes = (" ".join(source.split())[:LONGEST_NOTE],)
    return Plan(
        operations=tuple(each.operation for each in asked),
        unmatched=notes,
        suggestions=suggestions_for(notes) if notes or not asked else (),
        confidences=tuple(each.confidence for each in asked),
    )


def _read_next(reading: Reading, clauses: list[Clause], source: str) -> int:
    """Reads the first clause into the plan; how many clauses that took."""
    clause, memory = clauses[0], reading.memory
    if _goes_on(reading, clause, source):
        return 1
    if (tint := next_tint(reading.last, clause)) is not None:
        reading.asked.append(Asked(0, tint))
        return 1
    memory.is_shared = False
    memory.was_negated = memory.was_negated and clause.joint in ALTERNATIVES
    text, taken = read_text(clauses, source)
    if text is not None:
        reading.asked.append(Asked(0, text, _doubt(clause)))
        return taken
    found, is_settled = _read(clause, memory, source)
    if not _is_remark(reading, clause, found):
        reading.asked += [each for each in found if reading.last != each.operation]
    reading.is_declined = reading.is_declined or (is_settled and not found and memory.declined)
    memory.is_order = bool(found)
    if found and memory.topic and memory.topic_used:
        reading.unmatched.pop()
    memory.topic_used = False
    _note_what_is_told(reading, clause, found)
    memory.topic = named_in(clause) if not found and clause.has("state") else ""
    if not is_settled:
        reading.unmatched.append(_said(clause, source))
    return 1


def _note_what_is_told(reading: Reading, clause: Clause, found: list[Asked]) -> None:
    """Whether the clause told what is wrong, and of which part, for those that go on with it."""
    memory = reading.memory
    goes_on = memory.goes_on_telling(clause)
    is_told = clause.has("state") and not clause.has("make") and memory.is_complaint
    memory.is_telling = bool(found) and (is_told or goes_on)
    memory.told_of = found[-1].operation.where if memory.is_telling else ""


def _is_remark(reading: Reading, clause: Clause, found: list[Asked]) -> bool:
    """Whether the clause only changes, limits or explains what was asked before."""
    last = reading.last
    if last is None or not found:
        return False
    now = found[0].operation
    if reading.memory.is_shared:
        reading.change_last(with_amount_of(last, now))
    if is_hedge(clause, last, now):
        reading.change_last(with_amount_of(last, weakened(now)))
        return True
    if clause.has("state") and [type(each.operation) for each in found] == [type(last)]:
        return True
    if is_repair(clause, found, reading.memory):
        return True
    if reading.asked[-1].confidence <= INFERRED and not clause.has("state"):
        said = spoken_of(last, now, clause)
        if agree(last, said):
            reading.asked[-1] = replace(found[0], operation=said)
            return len(found) == 1
    if isinstance(last, Resize) and isinstance(now, Resize):
        return _is_more_precise(reading, last, now)
    return False


def _is_more_precise(reading: Reading, last: Resize, now: Resize) -> bool:
    """ "Small, like 300 px wide"; "1080 px wide and 1080 px tall"."""
    if last.percent is not None and now.percent is None:
        reading.change_last(now)
        return True
    sides = {"width": last.width or now.width, "height": last.height or now.height}
    if None not in sides.values() and (last.width is None) != (now.width is None):
        reading.change_last(Resize(**sides))  # type: ignore[arg-type]
        return True
    return False


def _read(clause: Clause, memory: Memory, source: str) -> tuple[list[Asked], bool]:
    """A clause's operations in the order of its words, and whether all of it is settled."""
    memory.declined = False
    if is_refused(clause):
        return [], False
    negated = memory.was_negated or clause.has("polarity", "never")
    keeps = clause.has("polarity", "keep")
    doubt = _doubt(clause)
    if clause.has("splash") and (splashed := _splash(clause, keeps, source)):
        memory.kept = splashed.where.removeprefix(ALL_BUT)
        return [Asked(0, splashed, doubt)], True
    found: list[Asked] = []
    if not negated:
        found = [Asked(at, each) for at, each in read_trim(clause)]
    if not (negated or keeps or found):
        found = [Asked(*each) for each in _read_things(clause, source)]
        found = found or [Asked(*each) for each in read_frame(clause)]
    if found:
        more = read_dials(clause, memory, "") if clause.has("effect") else None
        found += more.asked if more else ()
        return _doubted(sorted(found, key=_place), doubt), True
    where = memory.spared_part(clause) or memory.spoken_of(clause)
    where = where or ("" if is_framing(clause) else take_part(clause, source))
    where = where or (memory.told_of if memory.goes_on_telling(clause) else "")
    if keeps and not clause.has("direction"):
        memory.kept = where or named_in(clause) or spoken_to(clause)
    if is_invention(clause, where):
        return [], False
    negated = negated or clause.has("polarity", "not") or keeps
    shapes = [] if where or negated else [Asked(*each) for each in read_shapes(clause)]
    dials = read_dials(clause, memory, where)
    memory.was_negated = negated and not dials.asked
    if negated:
        memory.declined = any(word.meanings.keys() & DECLINABLE for word in clause.words)
        return _doubted(list(dials.asked), doubt), True
    ordered = sorted([*shapes, *dials.asked], key=_place)
    unique = _without_twins(ordered)
    is_settled = bool(unique) or dials.is_declined or is_weightless(clause)
    memory.declined = dials.is_declined
    return _doubted(unique, doubt), is_settled


def _read_things(clause: Clause, source: str) -> list[tuple[int, Operation]]:
    """The clause's operation on the background, the sky, an object or a colour."""
    if clause.has("except") or clause.has("rest") or is_framed(clause):
        return []
    return read_background(clause, source) or read_object(clause, source)


def _splash(clause: Clause, keeps: bool, source: str) -> Operation | None:
    """ "Selective colour: red", "only the red in colour"."""
    name = named_in(clause) or spoken_to(clause) or own_words(clause, source)
    only = (
        keeps
        or clause.has("effect", "grayscale")
        or any(word.text in {"only", "just"} for word in clause.words)
    )
    is_named = any(word.get("splash") and word.text not in LEFT_IN for word in clause.words)
    if not (only or is_named) or not (name or is_named):
        return None
    return Grayscale(where=ALL_BUT + (name or "subject"))


def _without_twins(asked: list[Asked]) -> list[Asked]:
    """Without a second mention of the same: of two the one that says more stays."""
    kept: list[Asked] = []
    for each in asked:
        twin = next((k for k in kept if type(k.operation) is type(each.operation)), None)
        if twin is None or isinstance(each.operation, Flip):
            kept.append(each)
        elif twin.operation == type(twin.operation)(where=twin.operation.where):
            kept[kept.index(twin)] = replace(each, at=twin.at)
    return kept


def _doubt(clause: Clause) -> float:
    if clause.unknown:
        return LEFT_OVER
    return REPAIRED if any(word.is_repaired and word.meanings for word in clause.words) else 1.0


def _doubted(found: list[Asked], doubt: float) -> list[Asked]:
    return [replace(each, confidence=min(each.confidence, doubt)) for each in found]


def _place(found: Asked) -> int:
    return found.at


def _goes_on(reading: Reading, clause: Clause, source: str) -> bool:
    """Whether the clause only adds to the operation before it, and has been added."""
    changed = changed_by(reading.last, clause, source) if reading.last else None
    if changed is not None:
        reading.change_last(changed)
    return changed is not None


def _said(clause: Clause, source: str) -> str:
    said = source[clause.words[0].start : clause.words[-1].end]
    return " ".join(said.split())[:LONGEST_NOTE]
