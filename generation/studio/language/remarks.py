"""What a clause says about the one before it: a hedge, a repair, an order after a complaint."""

from collections.abc import Sequence
from dataclasses import replace

from generation.studio.language.clauses import Clause
from generation.studio.language.dials import Asked
from generation.studio.language.modifiers import Memory
from generation.studio.language.recipes import strength_field
from generation.studio.operations import Operation

IT = frozenset({"it", "that", "them", "those"})


def spoken_of(told: Operation, asked: Operation, clause: Clause) -> Operation:
    """The order with the part that was complained of: "the sky is too dark, brighten it"."""
    is_meant = not asked.where and any(word.text.split()[-1] in IT for word in clause.words)
    return replace(asked, where=told.where) if is_meant else asked


def agree(told: Operation, asked: Operation) -> bool:
    """Whether an order only says outright what a complaint before it came to."""
    name = strength_field(type(told))
    if type(told) is not type(asked) or not name or told.where != asked.where:
        return False
    return bool((getattr(told, name) >= 0) == (getattr(asked, name) >= 0))


def is_repair(clause: Clause, found: Sequence[Asked], memory: Memory) -> bool:
    """ "Fix it" after what is wrong has been told asks for nothing more."""
    names = [each.operation.name for each in found]
    return names == ["auto_enhance"] and memory.is_complaint and not clause.has("refuse")


def is_hedge(clause: Clause, before: Operation, now: Operation) -> bool:
    """Whether this only limits what was just asked for: "brighter, but not too bright"."""
    if clause.joint not in {"but", ","} or not clause.has("polarity", "not"):
        return False
    return type(before) is type(now) or {before.name, now.name} == {"blur", "sharpen"}
