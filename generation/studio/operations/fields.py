"""Fields of operations that carry their own limits, checked whenever an operation is made.

They stand beside the check in each field's metadata (`limits`), for the catalogue.
"""

import dataclasses
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from generation.studio.errors import PlanInvalid

Check = Callable[[Any], bool]

COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True)
class Limits:
    """What a field takes: a "number", "whole" number, "choice", "text", "color" or "flag"."""

    kind: str
    low: float | None = None
    high: float | None = None
    options: tuple[str, ...] = ()
    optional: bool = False
    """Whether None, "not said", is taken too."""


def number(low: float, high: float, default: float) -> Any:
    """A number from `low` to `high`, both included."""
    limits = Limits("number", low, high)
    return _field(lambda value: _is_number(value) and low <= value <= high, default, limits)


def whole(low: int, high: int, default: int) -> Any:
    """A whole number from `low` to `high`, both included."""
    limits = Limits("whole", low, high)
    return _field(lambda value: _is_whole(value) and low <= value <= high, default, limits)


def flag(default: bool) -> Any:
    """True or False."""
    return _field(lambda value: isinstance(value, bool), default, Limits("flag"))


def whole_or_none(low: int, high: int) -> Any:
    """A whole number from `low` to `high`, or None."""
    limits = Limits("whole", low, high, optional=True)
    return _field(
        lambda value: value is None or (_is_whole(value) and low <= value <= high), None, limits
    )


def number_or_none(low: float, high: float) -> Any:
    """A number from `low` to `high`, or None."""
    limits = Limits("number", low, high, optional=True)
    return _field(
        lambda value: value is None or (_is_number(value) and low <= value <= high), None, limits
    )


def choice(options: Sequence[str], default: str) -> Any:
    """One of `options`."""
    limits = Limits("choice", options=tuple(options))
    return _field(lambda value: isinstance(value, str) and value in options, default, limits)


def words(longest: int, *, empty: bool = True) -> Any:
    """Printable text of at most `longest` characters; line feeds are allowed."""
    return _field(
        lambda value: (
            isinstance(value, str)
            and _is_printable(value, longest)
            and (empty or bool(value.strip()))
        ),
        "" if empty else dataclasses.MISSING,
        Limits("text", high=longest),
    )


def color(default: str) -> Any:
    """A colour as #rrggbb, lower case."""
    return _field(
        lambda value: isinstance(value, str) and COLOUR.fullmatch(value) is not None,
        default,
        Limits("color"),
    )


def check_fields(operation: Any) -> None:
    """Raises PlanInvalid if a field is outside its limits."""
    for field in dataclasses.fields(operation):
        if not field.metadata["check"](getattr(operation, field.name)):
            raise PlanInvalid(f"{operation.name}: {field.name} is out of range.")


def _field(check: Check, default: Any, limits: Limits) -> Any:
    metadata = {"check": check, "limits": limits}
    if default is dataclasses.MISSING:
        return dataclasses.field(metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_printable(value: str, longest: int) -> bool:
    return len(value) <= longest and all(
        character == "\n" or not unicodedata.category(character).startswith("C")
        for character in value
    )
