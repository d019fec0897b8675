"""What can be done with a recipe. Pages and API call the same functions."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from accounts.models import Visitor
from generation.access import own_generation
from generation.errors import InputNotFound
from generation.inputs import Source
from generation.models import Generation, Mode
from generation.recipes.errors import RecipeNotFound, TooManyRecipes
from generation.recipes.models import NAME_LENGTH, Recipe
from generation.recipes.plans import plan_of_generation, plan_of_steps, plan_of_words
from generation.services import Wish, submit_generations
from generation.texts import one_line

MOST_PICTURES = 20
"""That one request applies a recipe to."""

MOST_RECIPES = 500
"""That one visitor keeps; counted without a lock, so a few more are no harm."""


def save_recipe(
    visitor: Visitor,
    *,
    generation_id: UUID | None = None,
    steps: list[Any] | None = None,
    words: str = "",
    name: str = "",
    description: str = "",
    is_shared: bool = False,
) -> Recipe:
    """Keep what was done to a picture of the visitor's own, a plan that was written down, or what
    the words ask for: the first that is given. Without a name it is called after that.

    Raises GenerationNotFound, NoPlan, UnusablePlan, OutdatedPlan, WordsNotUnderstood and
    TooManyRecipes.
    """
    if Recipe.objects.owned_by(visitor).count() >= MOST_RECIPES:
        raise TooManyRecipes(f"You keep {MOST_RECIPES} recipes already. Delete one first.")
    if generation_id is not None:
        generation = own_generation(visitor, generation_id)
        plan, usual_name = plan_of_generation(generation), generation.prompt
    elif steps is not None:
        plan = plan_of_steps(steps)
        usual_name = ", ".join(step.name.replace("_", " ") for step in plan.operations)
    else:
        plan, usual_name = plan_of_words(words), words
    return Recipe.objects.create(
        owner=visitor,
        name=_cut(one_line(name or usual_name)),
        description=description,
        plan={"plan": plan.to_json()["plan"]},
        is_shared=is_shared,
    )


def _cut(name: str) -> str:
    return name if len(name) <= NAME_LENGTH else f"{name[: NAME_LENGTH - 1]}…"


def update_recipe(
    recipe: Recipe,
    *,
    name: str | None = None,
    description: str | None = None,
    is_shared: bool | None = None,
) -> Recipe:
    """Change what is given. Raises RecipeNotFound for one that is just being deleted."""
    given = {"name": name, "description": description, "is_shared": is_shared}
    changes = {field: value for field, value in given.items() if value is not None}
    for field, value in changes.items():
        setattr(recipe, field, value)
    if changes and not Recipe.objects.filter(pk=recipe.pk).update(**changes):
        raise RecipeNotFound
    return recipe


def delete_recipe(recipe: Recipe) -> None:
    """Forget a recipe; what was made with it stays, and can be asked for again."""
    recipe.delete()


def apply_recipe(visitor: Visitor, recipe: Recipe, pictures: Sequence[Source]) -> list[Generation]:
    """Do the same to each picture: either all of it is accepted or nothing.

    Raises OutdatedPlan, InputNotFound, ProviderUnsuitable, QuotaExceeded and the errors of an
    upload.
    """
    wishes = [
        Wish(prompt="", mode=Mode.IMAGE, image=picture, recipe_id=recipe.pk) for picture in pictures
    ]
    try:
        return submit_generations(visitor, wishes)
    except InputNotFound as error:
        raise InputNotFound(attr="inputImages") from error
