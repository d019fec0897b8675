"""Clauses that only add to the operation before them: "... 64 blocks", "... but keep the red"."""

from dataclasses import replace

from generation.studio.language.captions import restyled
from generation.studio.language.clauses import Clause
from generation.studio.language.parts import ALL_BUT, named_in, take_spared
from generation.studio.language.shades import colours
from generation.studio.language.slots import refilled
from generation.studio.language.trims import further_trim
from generation.studio.operations import (
    BackgroundRemove,
    BackgroundReplace,
    Crop,
    Extend,
    Operation,
    Pad,
    Reach,
    Text,
    Tint,
)

LAID = frozenset(
    {
        "put on",
        "put it on",
        "place on",
        "set on",
        "on a",
        "on",
        "onto",
        "put",
        "place",
        "with",
        "use",
        "in",
    }
)
WEIGHTLESS = frozenset(
    {"filler", "picture", "make", "determiner", "number", "polarity", "reason", "fit", "state"}
)


def changed_by(last: Operation, clause: Clause, source: str) -> Operation | None:
    """The operation before a clause that only adds to it; None if it does not."""
    if isinstance(last, Text):
        return restyled(last, clause)
    if any(word.quote for word in clause.words):
        return None
    if isinstance(last, BackgroundRemove) and (ground := _grounded(clause)):
        return BackgroundReplace(color=ground)
    if isinstance(last, Crop) and (reframed := _reframed(last, clause)):
        return reframed
    if isinstance(last, Pad) and clause.has("frame", "extend") and not clause.has("shape"):
        return Extend(width=last.width, height=last.height)
    if clause.joint in {"and", ",", "&", "then", "plus"}:
        trimmed = further_trim(last, clause)
        if trimmed is not None:
            return trimmed
    return refilled(last, clause) or _limited(last, clause, source)


def _reframed(last: Crop, clause: Clause) -> Operation | None:
    """ "... from the top", "... without cutting anything off"."""
    if clause.has("position") and is_weightless(clause, "position"):
        return replace(last, anchor=clause.meaning("position"))
    if last.width and _spares_all(clause):
        return Pad(width=last.width, height=last.height)
    return None


def _grounded(clause: Clause) -> str:
    """The colour that a cut-out is put on: "... and put it on beige", "... make it white"."""
    found = colours(clause)
    is_put = clause.has("make") or clause.words[0].text in LAID
    light = is_weightless(clause, "colour", "invent", "direction", "amount")
    if len(found) != 1 or not is_put or not light or clause.has("polarity"):
        return ""
    return found[0]


def _spares_all(clause: Clause) -> bool:
    """ "... without cropping", "... but don't cut anything off"."""
    if clause.has("fit", "inside"):
        return is_weightless(clause)
    return clause.has("polarity", "never") and clause.words[-1].text in {
        "crop", "cropping", "crop it", "cut", "crop anything", "anything", "cropped",
    }  # fmt: skip


def _limited(last: Operation, clause: Clause, source: str) -> Operation | None:
    """ "... but keep the red", "... except the sky", "... only the sky"."""
    if last.reach is not Reach.PIXELS or last.where:
        return None
    if not is_weightless(clause, "where", "colour", "except", "region", "dial", "direction"):
        return None
    if clause.has("except"):
        spared = take_spared(clause, source)
        return replace(last, where=spared) if spared else None
    name = named_in(clause)
    if not name or clause.has("direction") or clause.has("make"):
        return None
    if clause.has("polarity", "keep", "not", "never") or clause.joint == "but":
        return replace(last, where=ALL_BUT + name)
    return replace(last, where=name) if clause.words[0].text in {"only", "just"} else None


def next_tint(last: Operation | None, clause: Clause) -> Operation | None:
    """ "... and the shadows teal" after another part has been tinted."""
    if not isinstance(last, Tint) or not last.where:
        return None
    name, found = named_in(clause), colours(clause)
    if not name or len(found) != 1 or not is_weightless(clause, "where", "colour", "dial"):
        return None
    return replace(last, where=name, color=found[0])


def is_weightless(clause: Clause, *also: str) -> bool:
    """Whether the clause is only politeness and small words."""
    light = WEIGHTLESS | set(also)
    reason = clause.find("reason")
    words = clause.words[:reason]
    return all(word.meanings.keys() & light or not word.text[0].isalnum() for word in words)
