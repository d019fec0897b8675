"""Operations in a short notation, for expectations that a person can read."""

import dataclasses

from generation.studio.operations import Operation


def noted(operation: Operation) -> str:
    """The name, the amount, and every field that is not at its default."""
    parts = [operation.name]
    for field in dataclasses.fields(operation):
        value = getattr(operation, field.name)
        if value != field.default or field.name == "amount":
            said = f"{value:g}" if isinstance(value, int | float) else value
            parts.append(f"{field.name}={said}")
    return " ".join(parts)
