"""Reading the plan kept with a generation."""

from typing import Any


def plan_operations(plan: Any) -> list[dict[str, Any]] | None:
    """The typed operations of a stored plan, or None where there is no plan."""
    operations = plan.get("operations") if isinstance(plan, dict) else None
    return list(operations) if isinstance(operations, list) else None


def keeps_centre(plan: Any) -> bool:
    """Whether what a plan makes still lies over what it was made from, centre on centre: so does
    a crop around the centre, and so does no turned picture."""
    return all(
        step.get("op") not in {"rotate", "flip"}
        and step.get("anchor", "center") == "center"
        and step.get("fit") != "stretch"
        for step in plan_operations(plan) or []
    )
