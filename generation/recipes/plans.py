"""Where a recipe's plan comes from: a finished picture, a written plan, or plain words."""

from typing import Any

from generation.models import Generation
from generation.plans import plan_operations
from generation.recipes.errors import NoPlan, UnusablePlan, refused
from generation.studio import InstructionNotUnderstood, Plan, StudioError, understand
from generation.studio.language.hints import explain_refusal


def plan_of_generation(generation: Generation) -> Plan:
    """What was done to a picture. Raises NoPlan, UnusablePlan."""
    steps = plan_operations(generation.plan)
    if not steps:
        raise NoPlan(attr="generationId")
    return plan_of_steps(steps, attr="generationId")


def plan_of_steps(steps: list[Any], *, attr: str = "plan") -> Plan:
    """A plan that somebody wrote or kept. Raises UnusablePlan, OutdatedPlan."""
    try:
        plan = Plan.from_json({"plan": steps})
    except StudioError as error:
        raise refused(error, attr=attr) from error
    if not plan.operations:
        raise UnusablePlan("A recipe has at least one operation.", attr=attr)
    return plan


def plan_of_words(words: str) -> Plan:
    """What the words ask for, all of them. Raises WordsNotUnderstood."""
    plan = understand(words)
    if plan.unmatched or not plan.operations:
        error = InstructionNotUnderstood(explain_refusal(plan.unmatched), plan.suggestions)
        raise refused(error, attr="prompt")
    return plan
