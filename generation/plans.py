"""Reading the plan kept with a generation."""

from collections.abc import Iterable
from typing import Any

from generation.studio.regions.separating import DOUBTS
from generation.studio.steps import upgraded

TURNING = frozenset({"rotate", "straighten", "flip", "pad", "extend", "border", "collage"})
REFINABLE = frozenset({"background_blur", "background_remove", "background_replace"})
EDGES = ("left", "top", "right", "bottom")


def plan_operations(plan: Any) -> list[dict[str, Any]] | None:
    """The steps of a stored plan (op, version, params, confidence), or None where there is none."""
    if not isinstance(plan, dict):
        return None
    steps = upgraded(plan["operations"]) if "operations" in plan else plan.get("plan")
    return list(steps) if isinstance(steps, list) else None


def keeps_centre(plan: Any) -> bool:
    """Whether what a plan makes still lies over what it was made from, centre on centre: so does
    a crop around the centre, and so does no turned picture."""
    return all(
        step.get("op") not in TURNING and _is_centred(step.get("params", {}))
        for step in plan_operations(plan) or []
    )


def is_refinable(plan: Any) -> bool:
    """Whether the plan parts subject and background, which a brush can put right."""
    return any(step.get("op") in REFINABLE for step in plan_operations(plan) or [])


def doubt_in(notes: Iterable[str]) -> str:
    """The note that says the studio could hardly part subject and background; "" without one."""
    return next((note for note in notes if note in DOUBTS), "")


def _is_centred(params: dict[str, Any]) -> bool:
    return (
        params.get("anchor", "center") == "center"
        and params.get("fit") != "stretch"
        and not any(params.get(edge) for edge in EDGES)
    )
