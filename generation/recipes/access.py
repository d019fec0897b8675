"""Finding recipes a visitor may see, use or change."""

from uuid import UUID

from accounts.models import Visitor
from generation.recipes.errors import RecipeNotFound
from generation.recipes.models import Recipe


def visible_recipe(visitor: Visitor | None, recipe_id: UUID) -> Recipe:
    """A recipe of the visitor's own, or a shared one. Raises RecipeNotFound."""
    recipe = Recipe.objects.visible_to(visitor).filter(pk=recipe_id).first()
    if recipe is None:
        raise RecipeNotFound
    return recipe


def own_recipe(visitor: Visitor | None, recipe_id: UUID) -> Recipe:
    """A recipe of the visitor's own. Raises RecipeNotFound for any other."""
    recipe = Recipe.objects.owned_by(visitor).filter(pk=recipe_id).first()
    if recipe is None:
        raise RecipeNotFound
    return recipe
