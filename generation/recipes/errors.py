"""What is wrong with a recipe, or with the plan it is to be made of."""

from generation.errors import GenerationError
from generation.studio import InstructionNotUnderstood, PlanInvalid, StudioError
from generation.studio.errors import PlanOutdated


class RecipeNotFound(GenerationError):
    status = 404
    code = "not_found"
    message = "There is no such recipe."


class RecipeUnknown(GenerationError):
    status = 400
    code = "recipe_not_found"
    message = "There is no recipe with this id that you may use."


class TooManyRecipes(GenerationError):
    status = 409
    code = "too_many_recipes"
    message = "You keep too many recipes already. Delete one first."


class NoPlan(GenerationError):
    status = 422
    code = "no_plan"
    message = "This picture was not made by a plan, so there is none to keep."


class UnusablePlan(GenerationError):
    status = 422
    code = "plan_invalid"
    message = PlanInvalid.message


class OutdatedPlan(UnusablePlan):
    code = "plan_outdated"


class WordsNotUnderstood(UnusablePlan):
    code = "instruction_not_understood"


class BadNumberOfPictures(GenerationError):
    status = 422
    code = "number_of_pictures"
    message = "Choose at least one picture."


def refused(error: StudioError, *, attr: str) -> UnusablePlan:
    """What the studio says of a plan, as a problem with the field `attr`."""
    if isinstance(error, PlanOutdated):
        return OutdatedPlan(error.message, attr=attr)
    if isinstance(error, InstructionNotUnderstood):
        hints = ", ".join(f"“{each}”" for each in error.suggestions)
        return WordsNotUnderstood(f"{error.message} You could say: {hints}.", attr=attr)
    return UnusablePlan(error.message, attr=attr)
