"""`/api/recipes…`"""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from accounts.pace import check_pace
from files.visitor import visitor_of
from generation.api import shape_context
from generation.models import Generation
from generation.recipes.access import own_recipe, visible_recipe
from generation.recipes.models import Recipe
from generation.recipes.requests import (
    ApplySerializer,
    EditRecipeSerializer,
    RecipeBodySerializer,
)
from generation.recipes.serializers import AppliedSerializer, RecipeSerializer
from generation.recipes.services import apply_recipe, delete_recipe, save_recipe, update_recipe
from generation.serializers import GenerationSerializer

EXAMPLES = [
    OpenApiExample(
        "From words",
        {"name": "Shop pictures", "prompt": "brighter, crop it square"},
        request_only=True,
    ),
    OpenApiExample(
        "From a written plan",
        {"plan": [{"op": "grayscale"}, {"op": "vignette", "params": {"amount": 0.3}}]},
        request_only=True,
    ),
]


class RecipesView(ListAPIView[Recipe]):
    serializer_class = RecipeSerializer
    throttle_scope: ClassVar[str] = "write"

    def get_queryset(self) -> QuerySet[Recipe]:
        return Recipe.objects.owned_by(visitor_of(self.request).row)

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The visitor's own recipes, newest first."""
        return self.list(request, *args, **kwargs)

    @extend_schema(
        request=RecipeBodySerializer, responses={201: RecipeSerializer}, examples=EXAMPLES
    )
    def post(self, request: Request) -> Response:
        """Keep a plan under a name. It comes from a generation of one's own, from a plan that is
        written down, or from words, all of which have to be understood."""
        given = RecipeBodySerializer(data=request.data)
        given.is_valid(raise_exception=True)
        asking = visitor_of(request)
        try:
            recipe = save_recipe(asking.ensure(), **given.validated_data)
        except Exception:
            asking.take_back()
            raise
        location = reverse("generation-api:recipe", args=[recipe.pk], request=request)
        body = RecipeSerializer(recipe).data
        return Response(body, status.HTTP_201_CREATED, headers={"Location": location})


class RecipeView(APIView):
    throttle_scope: ClassVar[str] = "write"

    @extend_schema(responses=RecipeSerializer)
    def get(self, request: Request, recipe_id: UUID) -> Response:
        """A recipe of one's own, or a shared one whose id is known."""
        return Response(RecipeSerializer(visible_recipe(visitor_of(request).row, recipe_id)).data)

    @extend_schema(request=EditRecipeSerializer, responses=RecipeSerializer)
    def patch(self, request: Request, recipe_id: UUID) -> Response:
        """Rename a recipe of one's own, or share it with whoever has the link."""
        recipe = own_recipe(visitor_of(request).row, recipe_id)
        given = EditRecipeSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        return Response(RecipeSerializer(update_recipe(recipe, **given.validated_data)).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, recipe_id: UUID) -> Response:
        """Forget a recipe of one's own. What was made with it stays."""
        delete_recipe(own_recipe(visitor_of(request).row, recipe_id))
        return Response(status=status.HTTP_204_NO_CONTENT)


class ApplyView(APIView):
    throttle_scope: ClassVar[str] = "generate"

    @extend_schema(request=ApplySerializer, responses={202: AppliedSerializer})
    def post(self, request: Request, recipe_id: UUID) -> Response:
        """Do the same to up to 20 pictures. Either all of them are accepted or none; each counts
        as a request of its own, and can be watched as one."""
        recipe = visible_recipe(visitor_of(request).row, recipe_id)
        given = ApplySerializer(data=request.data)
        given.is_valid(raise_exception=True)
        pictures = given.validated_data["inputImages"]
        for _ in pictures[1:]:
            check_pace(request._request, self.throttle_scope)
        asking = visitor_of(request)
        try:
            made = apply_recipe(asking.ensure(), recipe, pictures)
        except Exception:
            asking.take_back()
            raise
        return Response({"results": _shown(request, made)}, status.HTTP_202_ACCEPTED)


def _shown(request: Request, made: list[Generation]) -> Any:
    """The generations in the order of their pictures."""
    by_id = Generation.objects.with_images().in_bulk([row.pk for row in made])
    rows = [by_id[row.pk] for row in made if row.pk in by_id]
    return GenerationSerializer(rows, many=True, context=shape_context(request, rows)).data
