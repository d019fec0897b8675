"""Recipes: plans that people keep, to do the same to other pictures."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from uuid_utils.compat import uuid7

from generation.plans import plan_operations

if TYPE_CHECKING:
    from accounts.models import Visitor

NAME_LENGTH = 120
DESCRIPTION_LENGTH = 2000


class RecipeQuerySet(models.QuerySet["Recipe"]):
    def owned_by(self, visitor: "Visitor | None") -> "RecipeQuerySet":
        return self.filter(owner=visitor) if visitor else self.none()

    def visible_to(self, visitor: "Visitor | None") -> "RecipeQuerySet":
        """What the visitor may see who knows the id: its own, and what is shared."""
        return self.filter(Q(is_shared=True) | Q(owner=visitor)) if visitor else self.shared()

    def shared(self) -> "RecipeQuerySet":
        return self.filter(is_shared=True)


class Recipe(models.Model):
    """One plan with a name. Shared means: for whoever has the link; no list ever shows it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey("accounts.Visitor", on_delete=models.CASCADE, related_name="recipes")
    name = models.CharField(max_length=NAME_LENGTH)
    description = models.TextField(max_length=DESCRIPTION_LENGTH, blank=True)
    plan = models.JSONField(editable=False)
    is_shared = models.BooleanField(
        "shared", default=False, help_text="whoever has the link sees and uses it"
    )
    uses = models.PositiveIntegerField(default=0, editable=False, help_text="pictures asked for")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RecipeQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["owner", "-id"], name="recipe_owner"),)

    def __str__(self) -> str:
        return self.name

    @property
    def steps(self) -> list[dict[str, Any]]:
        return plan_operations(self.plan) or []

    @property
    def url(self) -> str:
        """Root-relative address of the recipe's page."""
        return reverse("generation:recipe", args=[self.pk])

    @property
    def share_url(self) -> str | None:
        """The link to hand on; None for one that only its owner sees."""
        return f"{settings.SITE_URL}{self.url}" if self.is_shared else None
