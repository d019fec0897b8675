"""Amounts: "a bit", "by 20 %", "to half", "1080x1080", "16:9"."""

from dataclasses import dataclass

from generation.studio.language.clauses import Clause

FACTORS = {"slight": 0.4, "": 1.0, "strong": 1.8, "extreme": 2.6}
"""How an adverb scales an operation's usual amount."""

SHARES = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fifth": 1 / 5, "tenth": 1 / 10}
MULTIPLES = {"double": 2.0, "triple": 3.0, "quadruple": 4.0}

PAIR_MARKS = frozenset({"x", "×", "by", ":", "/", "to"})
LARGEST_RATIO = 40
"""Two larger numbers are a size in pixels, not a ratio."""


@dataclass(frozen=True)
class Measure:
    """A number with its unit ("percent", "pixels", "degrees", "times" or "")."""

    value: float
    unit: str
    at: int
    end: int
    """The place after its last word."""
    lead: str
    """"by", "to", "+", "-" or ""."""


@dataclass(frozen=True)
class Pair:
    """Two numbers that belong together, as a ratio or as a size in pixels."""

    first: float
    second: float
    at: int
    is_ratio: bool


def measures(clause: Clause) -> list[Measure]:
    """Every number of the clause that no rule has used."""
    found = []
    for at, word in clause.free():
        if word.number is None:
            continue
        after = clause.words[at + 1] if at + 1 < len(clause.words) else None
        unit = word.get("unit") or (after.get("unit") if after is not None else "")
        end = at + 2 if unit and not word.get("unit") else at + 1
        if (below := _fraction(clause, at)) and _is_exposure(clause):
            found.append(Measure(word.number / below, "stops", at, at + 3, _lead(clause, at)))
        elif not (at > 1 and _fraction(clause, at - 2) and _is_exposure(clause)):
            found.append(Measure(word.number, unit, at, end, _lead(clause, at)))
    return found


def pair(clause: Clause) -> Pair | None:
    """The clause's ratio or size in pixels, marked as used."""
    for at, word in clause.free():
        if at + 2 >= len(clause.words) or word.number is None:
            continue
        step = 1 if clause.words[at + 1].get("unit") == "pixels" else 0
        if at + 2 + step >= len(clause.words):
            continue
        mark, second = clause.words[at + 1 + step], clause.words[at + 2 + step].number
        if mark.text == "/" and _is_exposure(clause):
            continue
        if mark.text not in PAIR_MARKS or not second or not word.number:
            continue
        after = clause.words[at + 3 + step] if at + 3 + step < len(clause.words) else None
        in_pixels = bool(step) or (after is not None and after.get("unit") == "pixels")
        largest = 100 if clause.has("shape") or clause.has("action", "crop") else LARGEST_RATIO
        small = max(word.number, second) <= largest and not in_pixels
        if mark.text == "to" and not (small and clause.has("format")):
            continue
        clause.used |= {*range(at, at + 3 + step)}
        is_ratio = mark.text == ":" or small
        # "0.5:1" is 1:2; operations take no number below one.
        least = min(1.0, word.number, second) if is_ratio else 1.0
        return Pair(word.number / least, second / least, at, is_ratio=is_ratio)
    return None


def _is_exposure(clause: Clause) -> bool:
    return any(
        word.get("dial") == "exposure+" or word.get("unit") == "stops" for word in clause.words
    )


def _fraction(clause: Clause, at: int) -> float | None:
    """What a number is divided by, as photographers write thirds of a stop: "-1/3 EV"."""
    if at + 2 >= len(clause.words) or clause.words[at + 1].text != "/":
        return None
    return clause.words[at + 2].number if clause.words[at].number is not None else None


def _lead(clause: Clause, at: int) -> str:
    before = clause.text_before(at)
    if before in {"+", "-"}:
        return before
    near = [word.text for word in clause.words[max(0, at - 2) : at]]
    return next((lead for lead in ("by", "to") if lead in near), "")
