"""A plan: typed operations in order, what was not understood, and what might have been meant.

Plans are stored as JSON, replayed on other pictures, and may come back from a stranger.
"""

import dataclasses
from dataclasses import dataclass
from typing import Any, Self

from generation.studio.errors import PlanInvalid
from generation.studio.operations import OPERATIONS, Operation

MOST_OPERATIONS = 24
MOST_NOTES = 24
LONGEST_NOTE = 400
"""Limits of a plan: operations, unmatched clauses or suggestions each, characters of one."""


@dataclass(frozen=True)
class Plan:
    """What to do. Raises PlanInvalid when made beyond the limits."""

    operations: tuple[Operation, ...] = ()
    unmatched: tuple[str, ...] = ()
    """Clauses that became no operation, in the person's own words."""
    suggestions: tuple[str, ...] = ()
    """Instructions that would be understood."""

    def __post_init__(self) -> None:
        if len(self.operations) > MOST_OPERATIONS:
            raise PlanInvalid(f"A plan has at most {MOST_OPERATIONS} operations.")
        for notes in (self.unmatched, self.suggestions):
            if len(notes) > MOST_NOTES or any(len(note) > LONGEST_NOTE for note in notes):
                raise PlanInvalid("A plan's notes are too many or too long.")

    def to_json(self) -> dict[str, Any]:
        """The plan as plain JSON; `Plan.from_json` gives an equal plan back."""
        return {
            "operations": [_operation_to_json(operation) for operation in self.operations],
            "unmatched": list(self.unmatched),
            "suggestions": list(self.suggestions),
        }

    @classmethod
    def from_json(cls, value: Any) -> Self:
        """Raises PlanInvalid unless `value` is a plan, whole and within every limit."""
        if not isinstance(value, dict) or not set(value) <= {
            "operations",
            "unmatched",
            "suggestions",
        }:
            raise PlanInvalid
        steps = value.get("operations")
        if not isinstance(steps, list) or len(steps) > MOST_OPERATIONS:
            raise PlanInvalid(f"A plan is a list of at most {MOST_OPERATIONS} operations.")
        return cls(
            operations=tuple(_operation_from_json(step) for step in steps),
            unmatched=_notes(value.get("unmatched", [])),
            suggestions=_notes(value.get("suggestions", [])),
        )


def _operation_to_json(operation: Operation) -> dict[str, Any]:
    """The name under "op", and every field that says something: defaults may change, plans not."""
    fields = {
        field.name: getattr(operation, field.name)
        for field in dataclasses.fields(operation)
        if getattr(operation, field.name) not in (None, "")
    }
    return {"op": operation.name, **fields}


def _operation_from_json(step: Any) -> Operation:
    if not isinstance(step, dict) or not isinstance(step.get("op"), str):
        raise PlanInvalid("An operation is an object with its name under “op”.")
    kind = OPERATIONS.get(step["op"])
    if kind is None:
        raise PlanInvalid(f"There is no operation “{step['op'][:40]}”.")
    values = {name: value for name, value in step.items() if name != "op"}
    known = {field.name: field for field in dataclasses.fields(kind)}
    missing = [
        name
        for name, field in known.items()
        if field.default is dataclasses.MISSING and name not in values
    ]
    if missing or not values.keys() <= known.keys():
        raise PlanInvalid(f"{kind.name}: a field is missing or unknown.")
    return kind(**values)


def _notes(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(note, str) for note in value):
        raise PlanInvalid("A plan's notes are lists of text.")
    return tuple(value)
