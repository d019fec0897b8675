"""Rules for the picture's size in pixels."""

from generation.studio.language.amounts import MULTIPLES, SHARES, Measure, Pair, measures
from generation.studio.language.clauses import Clause
from generation.studio.operations import Operation, Resize
from generation.studio.operations.geometry import LONGEST_SIDE

GROWN = {"slight": 120.0, "": 150.0, "strong": 200.0, "extreme": 300.0}
SHRUNK = {"slight": 80.0, "": 50.0, "strong": 35.0, "extreme": 20.0}
"""Percentages for "bigger" and "smaller" without a number."""

SMALLEST_SIDE = 16
"""A bare number below this is not a side in pixels."""


PIECES = frozenset({"pixels", "dots", "blocks", "squares", "tiles", "cells", "letters"})
"""What an effect is made of: bigger ones are no bigger picture."""

COUNTED = frozenset({"color", "colors", "tones", "shades", "copies", "times"})
"""What a number may count that is no side in pixels."""

LETTERS = frozenset(
    [
        "text",
        "caption",
        "font",
        "letters",
        "lettering",
        "words",
        "title",
        "watermark",
        "border",
        "frame",
    ]
)
"""What is smaller or bigger with the picture staying as it is."""


def read_resize(clause: Clause, sides: Pair | None) -> tuple[int, Operation] | None:
    """The resize a clause asks for, with the place of the word that asks."""
    if clause.has("invent") or any(word.text in LETTERS for word in clause.words):
        return None
    fit = clause.meaning("fit") or "cover"
    named = clause.find("pixel_size")
    if named is not None:
        first, second = clause.words[named].get("pixel_size").split("x")
        sides = Pair(float(first), float(second), named, is_ratio=False)
        fit = "inside"
    if sides is not None:
        clause.used |= {sides.at, *_places(clause)}
        return sides.at, Resize(width=_side(sides.first), height=_side(sides.second), fit=fit)
    return _by_side(clause) or _by_factor(clause)


def _by_side(clause: Clause) -> tuple[int, Operation] | None:
    """ "1200 pixels wide", "width 800", "resize to 1200"."""
    asked = clause.has("action", "resize", "grow", "shrink") or clause.has("side")
    asked = asked or clause.has("fit", "inside") or clause.words[0].text in {"max", "maximum"}
    for measure in measures(clause):
        if measure.value < SMALLEST_SIDE or measure.unit not in {"", "pixels"}:
            continue
        if clause.text_after(measure.at) in COUNTED:
            continue
        if not (asked or clause.has("make")) or not (measure.unit or asked):
            continue
        side = clause.meaning("side") or "longest"
        if measure.unit == "pixels" and clause.words[measure.end - 1].text.endswith("wide"):
            side = "width"
        clause.used |= {*range(measure.at, measure.end), *_places(clause)}
        return measure.at, _sided(side, _side(measure.value))
    return None


def _sided(side: str, pixels: int) -> Resize:
    if side == "width":
        return Resize(width=pixels)
    return Resize(height=pixels) if side == "height" else Resize(longest=pixels)


def _by_factor(clause: Clause) -> tuple[int, Operation] | None:
    """ "Twice as big", "50% smaller", "half the size", "bigger"."""
    at, grows = _way(clause)
    if at is None:
        return None
    percent = _percent(clause, grows)
    if percent is None:
        return None
    clause.used |= {at, *_places(clause)}
    return at, Resize(percent=round(max(1.0, min(1000.0, percent)), 2))


def _way(clause: Clause) -> tuple[int | None, bool | None]:
    """Where the size is spoken of, and whether it grows, shrinks (False) or that is open (None)."""
    if any("dial" in word and word.get("dial") != "size+" for _, word in clause.free()):
        return None, None
    less = clause.has("direction", "less")
    for at, word in clause.free():
        if clause.text_after(at) in PIECES:
            continue
        action, quality = word.get("action"), word.get("quality")
        if action in {"grow", "shrink"}:
            return at, action == "grow"
        if quality in {"size+", "size-"} and (clause.has("make") or clause.has("polarity", "too")):
            swapped = less or clause.has("polarity", "too")
            return at, (quality == "size+") != swapped
        if action == "resize" or word.get("dial") == "size+":
            return at, False if less else True if clause.has("direction", "more") else None
    return None, None


def _percent(clause: Clause, grows: bool | None) -> float | None:
    share = next((w.get("amount") for _, w in clause.free() if w.get("amount") in SHARES), "")
    multiple = next((w.get("amount") for _, w in clause.free() if w.get("amount") in MULTIPLES), "")
    found = [
        each
        for each in measures(clause)
        if each.unit in {"percent", "times", ""} and clause.text_after(each.at) not in COUNTED
    ]
    if found:
        clause.used |= set(range(found[0].at, found[0].end))
        return _measured(found[0], grows)
    if multiple:
        return MULTIPLES[multiple] * 100 if grows is not False else 100 / MULTIPLES[multiple]
    if share:
        by = grows is True and clause.has("action", "grow")
        return (1 + SHARES[share]) * 100 if by else SHARES[share] * 100
    if grows is None:
        return None
    table = GROWN if grows else SHRUNK
    adverb = next((w.get("amount") for _, w in clause.free() if "amount" in w), "")
    return table.get(adverb, table[""])


def _measured(measure: Measure, grows: bool | None) -> float | None:
    if not measure.value:
        return None
    if measure.unit == "times" or (measure.unit == "" and measure.value <= 8):
        return 100 / measure.value if grows is False else measure.value * 100
    if measure.lead == "to" or grows is None:
        return measure.value
    return 100 + measure.value if grows else 100 - measure.value


def _places(clause: Clause) -> set[int]:
    """Words that a resize has accounted for."""
    return {
        at
        for at, word in clause.free()
        if word.get("action") in {"resize", "grow", "shrink"} or "side" in word or "fit" in word
    }


def _side(value: float) -> int:
    return max(1, min(LONGEST_SIDE, round(value)))
