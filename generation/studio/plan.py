"""A plan: typed operations in order, what was not understood, and what might have been meant.

Plans are stored as JSON, replayed on other pictures, and may come back from a stranger.
"""

from dataclasses import dataclass, replace
from typing import Any, Self

from generation.studio.errors import PlanInvalid
from generation.studio.operations import Operation
from generation.studio.steps import step_from_json, step_to_json, upgraded

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
    confidences: tuple[float, ...] = ()
    """How surely each operation was meant, 0 to 1; left out, all are certain."""

    def __post_init__(self) -> None:
        if len(self.operations) > MOST_OPERATIONS:
            raise PlanInvalid(f"A plan has at most {MOST_OPERATIONS} operations.")
        for notes in (self.unmatched, self.suggestions):
            if len(notes) > MOST_NOTES or any(len(note) > LONGEST_NOTE for note in notes):
                raise PlanInvalid("A plan's notes are too many or too long.")
        if not self.confidences:
            object.__setattr__(self, "confidences", (1.0,) * len(self.operations))
        if len(self.confidences) != len(self.operations):
            raise PlanInvalid("A plan has one confidence for each operation.")
        if not all(0 <= confidence <= 1 for confidence in self.confidences):
            raise PlanInvalid("A confidence is between 0 and 1.")

    def followed_by(self, operation: Operation) -> Self:
        """The plan with one more operation, which is certain."""
        return replace(
            self,
            operations=(*self.operations, operation),
            confidences=(*self.confidences, 1.0),
        )

    def to_json(self) -> dict[str, Any]:
        """The plan as plain JSON; `Plan.from_json` gives an equal plan back."""
        return {
            "plan": [
                step_to_json(operation, confidence)
                for operation, confidence in zip(self.operations, self.confidences, strict=True)
            ],
            "unmatched": list(self.unmatched),
            "suggestions": list(self.suggestions),
        }

    @classmethod
    def from_json(cls, value: Any) -> Self:
        """Raises PlanInvalid unless `value` is a plan, whole and within every limit, and
        PlanOutdated if it was made with an operation that paints otherwise today.
        """
        if isinstance(value, dict) and "operations" in value and "plan" not in value:
            value = {"plan": upgraded(value.get("operations")), **_without_operations(value)}
        if not isinstance(value, dict) or not value.keys() <= {"plan", "unmatched", "suggestions"}:
            raise PlanInvalid
        steps = value.get("plan")
        if not isinstance(steps, list) or len(steps) > MOST_OPERATIONS:
            raise PlanInvalid(f"A plan is a list of at most {MOST_OPERATIONS} operations.")
        read = [step_from_json(step) for step in steps]
        return cls(
            operations=tuple(operation for operation, _ in read),
            unmatched=_notes(value.get("unmatched", [])),
            suggestions=_notes(value.get("suggestions", [])),
            confidences=tuple(confidence for _, confidence in read),
        )


def _without_operations(value: dict[str, Any]) -> dict[str, Any]:
    return {name: each for name, each in value.items() if name != "operations"}


def _notes(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(note, str) for note in value):
        raise PlanInvalid("A plan's notes are lists of text.")
    return tuple(value)
