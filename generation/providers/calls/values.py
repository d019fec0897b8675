"""Values of an answer, as far as a database keeps them: it may hold anything."""

import math
import unicodedata
from typing import Any

MOST_WORDS = 2000
MOST_NAME = 40
MOST_COUNTS = 20


def words_of(text: object, most: int = MOST_WORDS) -> str:
    """One line, without what no database keeps: control characters and halves of pairs."""
    if not isinstance(text, str):
        return ""
    line = " ".join(text[: 2 * most].split())
    return "".join(each for each in line if unicodedata.category(each) not in {"Cc", "Cs"})[:most]


def number_of(value: object) -> float | None:
    """None for what is no number, or one that fits no float."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    try:
        return value if math.isfinite(value) else None
    except OverflowError:
        return None


def counts_of(usage: object) -> dict[str, float]:
    """The numbers in it, by name: a database takes neither NaN nor whatever else JSON may hold."""
    if not isinstance(usage, dict):
        return {}
    counts = {words_of(name, MOST_NAME): number_of(value) for name, value in usage.items()}
    kept = [(name, value) for name, value in counts.items() if name and value is not None]
    return dict(kept[:MOST_COUNTS])


def seed_of(value: object) -> int | None:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return value if is_whole and 0 <= value < 2**53 else None  # type: ignore[operator,return-value]


def objects_in(value: object) -> list[dict[str, Any]]:
    """The objects of a list; none where it is none."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
