"""Reading the plan kept with a generation."""

from typing import Any


def plan_operations(plan: Any) -> list[dict[str, Any]] | None:
    """The typed operations of a stored plan, or None where there is no plan."""
    operations = plan.get("operations") if isinstance(plan, dict) else None
    return list(operations) if isinstance(operations, list) else None
