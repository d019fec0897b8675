"""Rules for what is cut off at the edges."""

from dataclasses import replace
from typing import Any

from generation.studio.language.amounts import SHARES, measures
from generation.studio.language.clauses import Clause
from generation.studio.language.parts import THINGS
from generation.studio.operations import Crop, Operation
from generation.studio.operations.geometry import LONGEST_SIDE

OPPOSITE = {"left": "right", "right": "left", "top": "bottom", "bottom": "top"}
SEVERAL = {"all": tuple(OPPOSITE), "both": ("left", "right"), "rows": ("top", "bottom")}
USUAL = 0.1
"""What "cut off the bottom" takes: enough to see, little enough to repeat."""

MOST = 0.95
AWAY = frozenset(
    [
        "off",
        "from",
        "out",
        "away",
        "trim",
        "chop",
        "shave",
        "slice",
        "lop",
        "snip",
        "remove",
        "delete",
        "lose",
        "drop",
    ]
)


def read_trim(clause: Clause) -> list[tuple[int, Operation]]:
    """ "Trim 20% off the top", "crop the left half", "cut 50 px from each side"."""
    at = clause.find("cutting")
    if at is None or _is_shaped(clause) or clause.unknown or clause.has("region"):
        return []
    if any(word.text.removeprefix("the ") in THINGS for _, word in clause.free()):
        return []
    sides = _sides(clause)
    if not sides:
        return []
    share, unit = _share(clause)
    keeps = _keeps(clause, at, sides, share, unit)
    if share is None and keeps and not _has_half(clause):
        return []
    amount = USUAL if share is None else share
    if keeps:
        sides, amount = tuple(OPPOSITE[side] for side in sides), 1 - amount
    clause.used |= set(range(len(clause.words)))
    made = _crop(dict.fromkeys(sides, amount), unit)
    return [] if made is None else [(at, made)]


def further_trim(before: Operation, clause: Clause) -> Operation | None:
    """ "... and 20% off the bottom", joined to the trim before it."""
    if (
        not isinstance(before, Crop)
        or before.width
        or not (before.left or before.right or before.top or before.bottom)
    ):
        return None
    sides, (share, unit) = _sides(clause), _share(clause)
    if not sides or clause.unknown or _is_shaped(clause):
        return None
    if share is None:
        share, unit = max(before.left, before.right, before.top, before.bottom), before.unit
    made = _crop(dict.fromkeys(sides, share), unit)
    if made is None or made.unit != before.unit:
        return None
    changes = {side: getattr(made, side) for side in sides}
    try:
        return replace(before, **changes)
    except ValueError:
        return None


def _is_shaped(clause: Clause) -> bool:
    return (
        clause.has("shape")
        or clause.has("shape_word")
        or clause.has("pixel_size")
        or any(word.text in {":", "x", "×", "/"} for word in clause.words)
    )


def _sides(clause: Clause) -> tuple[str, ...]:
    several = clause.meaning("all_sides")
    if several:
        return SEVERAL[several]
    named = (word.get("position").split() for _, word in clause.free() if "position" in word)
    return tuple(dict.fromkeys(side for place in named for side in place if side in OPPOSITE))


def _has_half(clause: Clause) -> bool:
    return any("half" in word.text.split() for word in clause.words)


def _share(clause: Clause) -> tuple[float | None, str]:
    for measure in measures(clause):
        if measure.unit == "pixels":
            return min(measure.value, LONGEST_SIDE * 2), "pixels"
        if measure.unit in {"percent", ""}:
            return round(min(MOST, measure.value / 100), 4), "fraction"
    if _has_half(clause):
        return 0.5, "fraction"
    for _, word in clause.free():
        for name, share in SHARES.items():
            if name in word.text.split():
                return round(share, 4), "fraction"
    return None, "fraction"


def _keeps(clause: Clause, at: int, sides: tuple[str, ...], share: float | None, unit: str) -> bool:
    """Whether what is named stays: "crop the left half", "keep the top third"."""
    word = clause.words[at]
    if word.get("cutting") == "keep":
        return len(sides) == 1 and unit == "fraction"
    if len(sides) != 1 or share is None or measures(clause):
        return False
    texts = {part for each in clause.words for part in each.text.split()}
    return not texts & AWAY and (word.text.startswith("crop") or "to" in texts)


def _crop(sides: dict[str, float], unit: str) -> Crop | None:
    values: dict[str, Any] = {side: round(amount, 4) for side, amount in sides.items()}
    if unit == "fraction":
        across = values.get("left", 0) + values.get("right", 0)
        down = values.get("top", 0) + values.get("bottom", 0)
        if max(across, down) >= 1 or not any(values.values()):
            return None
    return Crop(**values, unit=unit)
